using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Unum.Grid.Space;

/// <summary>
/// Z-order codes (G. M. Morton, 1966): bit i of x, y, z becomes bit 3i, 3i + 1, 3i + 2, so that blocks near in space are mostly near in the code.
/// One pdep or pext an axis where the processor has them, else five shifts and masks ("magic bits").
/// </summary>
public static class Morton
{
    private const uint XBits = 0x09249249, YBits = XBits << 1, ZBits = XBits << 2;

    /// <summary>The code of a coordinate.</summary>
    /// <param name="at">Each axis 0 to 1023; higher bits are ignored.</param>
    /// <returns>30 bits.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Encode(Coordinate at) => Encode((uint)at.X, (uint)at.Y, (uint)at.Z);

    /// <summary>The coordinate of a code of 30 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Coordinate Decode(uint code) => Bmi2.IsSupported
        ? new((int)Bmi2.ParallelBitExtract(code, XBits), (int)Bmi2.ParallelBitExtract(code, YBits), (int)Bmi2.ParallelBitExtract(code, ZBits))
        : DecodePortably(code);

    /// <summary>Interleaves three axes of ten bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint Encode(uint x, uint y, uint z) => Bmi2.IsSupported
        ? Bmi2.ParallelBitDeposit(x, XBits) | Bmi2.ParallelBitDeposit(y, YBits) | Bmi2.ParallelBitDeposit(z, ZBits)
        : EncodePortably(x, y, z);

    /// <summary><see cref="Encode(Coordinate)"/> on a processor without pdep.</summary>
    internal static uint EncodePortably(uint x, uint y, uint z) => Spread(x) | (Spread(y) << 1) | (Spread(z) << 2);

    /// <summary><see cref="Decode"/> on a processor without pext.</summary>
    internal static Coordinate DecodePortably(uint code) => new((int)Gather(code), (int)Gather(code >> 1), (int)Gather(code >> 2));

    private static uint Spread(uint bits)
    {
        bits &= 0x3FF;
        bits = (bits | (bits << 16)) & 0x030000FF;
        bits = (bits | (bits << 8)) & 0x0300F00F;
        bits = (bits | (bits << 4)) & 0x030C30C3;
        return (bits | (bits << 2)) & XBits;
    }

    private static uint Gather(uint code)
    {
        code &= XBits;
        code = (code | (code >> 2)) & 0x030C30C3;
        code = (code | (code >> 4)) & 0x0300F00F;
        code = (code | (code >> 8)) & 0x030000FF;
        return (code | (code >> 16)) & 0x3FF;
    }
}
