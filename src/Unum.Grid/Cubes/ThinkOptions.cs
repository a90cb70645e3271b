using Unum.Femto;

namespace Unum.Grid.Cubes;

/// <summary>How a cube thinks together.</summary>
public sealed record ThinkOptions
{
    /// <summary>The defaults.</summary>
    public static ThinkOptions Default { get; } = new();

    /// <summary>Bytes of the consensus, 1 to 4096.</summary>
    public int Bytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 4096);
            field = value;
        }
    } = 48;

    /// <summary>Temperature, top-p and seed of the consensus and of each vertex's own answer.</summary>
    public Completion Draw { get; init; } = new();

    /// <summary>Bytes of each vertex's own answer, 0 to 4096.</summary>
    public int VertexBytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 0);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 4096);
            field = value;
        }
    } = 24;

    /// <summary>Whether the minds and the integrator learn from the query.</summary>
    public bool Learn { get; init; } = true;

    /// <summary>How many threads the nine minds may use together, 1 or more; three fifths of the processors when left out.</summary>
    public int Threads
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = Math.Max(1, (int)Math.Round(Environment.ProcessorCount * .6));

    /// <summary>Called on a worker thread when a vertex has read the query.</summary>
    public Action<VertexThought>? VertexRead { get; init; }

    /// <summary>Called on a worker thread with each byte of the consensus, in order.</summary>
    public Action<ThoughtStep>? Step { get; init; }
}
