namespace Unum.Hive.Packets;

/// <summary>
/// How many observations a mode stands on, in one byte: 2^(code/8), so each code is nine per cent more than the one before.
/// Whole numbers made with integers only: every machine reads the same.
/// </summary>
public static class Evidence
{
    /// <summary>2^(k/8) in 2^-30: what turns the code's last three bits into a factor.</summary>
    private static readonly ulong[] Eighths =
    [
        1_073_741_824, 1_170_923_762, 1_276_901_417, 1_392_470_869, 1_518_500_250, 1_655_936_265, 1_805_811_301, 1_969_251_188,
    ];

    /// <summary>Observations that a code stands for.</summary>
    public static long Count(byte code)
    {
        UInt128 scaled = (UInt128)Eighths[code & 7] << (code >> 3);
        return (long)((scaled + (1ul << 29)) >> 30);
    }

    /// <summary>The largest code that does not claim more than was observed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Nothing was observed.</exception>
    public static byte Code(long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        byte code = 255;
        while (code > 0 && Count(code) > count) code--;
        return code;
    }
}
