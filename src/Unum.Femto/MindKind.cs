namespace Unum.Femto;

/// <summary>The kinds of mind a compressed file can have been made with.</summary>
public enum MindKind
{
    /// <summary>One FemtoLLM, at most 4 MB.</summary>
    Femto = 0,

    /// <summary>A Cube of nine: eight specialised Femtos and an integrator.</summary>
    Cube = 1,
}
