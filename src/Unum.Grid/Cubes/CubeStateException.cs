namespace Unum.Grid.Cubes;

/// <summary>A cube cannot do this in the state it is in; the message says which state, why, and what is possible.</summary>
public sealed class CubeStateException : InvalidOperationException
{
    /// <summary>An exception without a message.</summary>
    public CubeStateException()
    {
    }

    /// <summary>With what is wrong and what to do.</summary>
    public CubeStateException(string message)
        : base(message)
    {
    }

    /// <summary>With what is wrong, what to do and what caused it.</summary>
    public CubeStateException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
