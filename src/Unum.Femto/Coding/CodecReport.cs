namespace Unum.Femto.Coding;

/// <summary>What a compression, an expansion or a scoring did.</summary>
/// <param name="BytesIn">Bytes read.</param>
/// <param name="BytesOut">Bytes written, headers and checksum included.</param>
/// <param name="BitsPerByte">Bits of compressed file per byte of the original; 0 for an empty one.</param>
/// <param name="Seconds">Time taken.</param>
/// <param name="ModelBytes">Counted memory of the model.</param>
public sealed record CodecReport(long BytesIn, long BytesOut, double BitsPerByte, double Seconds, long ModelBytes);
