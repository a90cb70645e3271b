namespace Unum.Grid.Cubes;

/// <summary>One step of a <see cref="PackMachine"/>.</summary>
/// <param name="from">The state left.</param>
/// <param name="to">The state entered.</param>
public sealed class PackChange(PackState from, PackState to)
{
    /// <summary>The state left.</summary>
    public PackState From => from;

    /// <summary>The state entered.</summary>
    public PackState To => to;
}
