using Unum.Femto;

namespace Unum.Grid.Cubes;

/// <summary>How a vertex answers a text and how far the text spreads.</summary>
public sealed record ProcessOptions
{
    /// <summary>The defaults.</summary>
    public static ProcessOptions Default { get; } = new();

    /// <summary>Bytes of the completion, 0 to 4096. Each costs one prediction of 256 bytes.</summary>
    public int Bytes
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 0);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 4096);
            field = value;
        }
    } = 32;

    /// <summary>Temperature, top-p and seed of the completion.</summary>
    public Completion Draw { get; init; } = new();

    /// <summary>How many edges the text travels: 0 stays, 1 (the default) reaches the neighbours.</summary>
    public int Hops
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 0);
            field = value;
        }
    } = 1;

    /// <summary>Most minds that read one message, the first included; whoever would come later is left out and counted.</summary>
    public int MostMinds
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    } = 64;

    /// <summary>Whether the minds learn what they read.</summary>
    public bool Learn { get; init; } = true;
}
