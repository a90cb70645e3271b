namespace Unum.Grid.Instances;

/// <summary>The instance has more to do than it may keep waiting: try again later.</summary>
public sealed class GridBusyException : Exception
{
    /// <summary>A refusal.</summary>
    public GridBusyException(string message)
        : base(message)
    {
    }
}
