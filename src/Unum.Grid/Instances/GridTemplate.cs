using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>What instances are made from: a size, and blocks to start with.</summary>
/// <param name="Id">Unique in its catalogue.</param>
/// <param name="Name">For people.</param>
/// <param name="Dimensions">Size of every instance.</param>
/// <param name="Blocks">Active blocks that an instance starts with.</param>
public sealed record GridTemplate(string Id, string Name, Dimensions Dimensions, long Blocks);
