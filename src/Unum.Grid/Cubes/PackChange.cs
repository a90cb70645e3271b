namespace Unum.Grid.Cubes;

/// <summary>One step of a <see cref="PackMachine"/>.</summary>
/// <param name="From">The state left.</param>
/// <param name="To">The state entered.</param>
public sealed record PackChange(PackState From, PackState To);
