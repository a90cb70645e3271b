namespace Unum.Femto.Memory;

/// <summary>Sees, or fills, one table of what was learned.</summary>
internal delegate void LearnedVisitor(Span<byte> table);
