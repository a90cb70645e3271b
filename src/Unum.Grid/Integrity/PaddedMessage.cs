namespace Unum.Grid.Integrity;

/// <summary>A message that lies padded in a buffer.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Blocks">How many 64-byte blocks it has, at least 1.</param>
/// <param name="Target">Where its hash goes.</param>
internal readonly record struct PaddedMessage(int Offset, int Blocks, int Target);
