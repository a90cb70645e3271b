namespace Unum.Benchmarks.Femto;

/// <summary>What compressing and restoring some bytes took.</summary>
/// <param name="BitsPerByte">Bits of the finished file per byte of the original.</param>
/// <param name="PackSeconds">Processor time to compress.</param>
/// <param name="UnpackSeconds">Processor time to restore.</param>
/// <param name="Bytes">Most memory: a peer's process at its largest, our model as it counts itself.</param>
public sealed record CodecFigures(double BitsPerByte, double PackSeconds, double UnpackSeconds, long Bytes);
