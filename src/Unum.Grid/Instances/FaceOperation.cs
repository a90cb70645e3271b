namespace Unum.Grid.Instances;

/// <summary>What is done to a whole face at once.</summary>
public enum FaceOperation
{
    /// <summary>Every block of the face becomes active with a value.</summary>
    Activate,

    /// <summary>No block of the face is active any more.</summary>
    Deactivate,

    /// <summary>Every active block's mind reads a text.</summary>
    Process,

    /// <summary>One cycle of the kappa field over the face's active blocks.</summary>
    Sync,
}
