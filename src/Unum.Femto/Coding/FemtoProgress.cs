namespace Unum.Femto.Coding;

/// <summary>How far a long run is.</summary>
/// <param name="Bytes">Bytes of the original done.</param>
/// <param name="Total">Bytes of the original in all.</param>
/// <param name="BitsPerByte">Cost so far in bits per byte.</param>
/// <param name="BytesPerSecond">Speed so far.</param>
public readonly record struct FemtoProgress(long Bytes, long Total, double BitsPerByte, double BytesPerSecond)
{
    /// <summary>Time the rest will take at this speed.</summary>
    public TimeSpan Remaining => BytesPerSecond > 0 ? TimeSpan.FromSeconds((Total - Bytes) / BytesPerSecond) : TimeSpan.Zero;
}
