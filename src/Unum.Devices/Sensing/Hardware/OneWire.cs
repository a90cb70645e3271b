using System.Globalization;

namespace Unum.Devices.Sensing.Hardware;

/// <summary>Reads the kernel's <c>w1_slave</c> text of DS18x20 thermometers, trusting nothing without its check sum.</summary>
/// <remarks>
/// Format (Documentation/w1/slaves/w1_therm.rst): <c>72 01 4b 46 7f ff 0e 10 57 : crc=57 YES</c>, then the bytes again and
/// <c>t=23125</c> in millidegrees. The ninth byte is the Maxim CRC-8 (x^8 + x^5 + x^4 + 1, reflected) of the first eight.
/// </remarks>
internal static class OneWire
{
    private const int Bytes = 9;

    /// <summary>The temperature in millidegrees, or why there is none.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out double millidegrees, out string? why)
    {
        millidegrees = 0;
        Span<byte> pad = stackalloc byte[Bytes];
        if (!TryBytes(text, pad))
        {
            why = "not the text of a 1-wire thermometer";
            return false;
        }

        int line = text.IndexOf('\n');
        if (line < 0 || !text[..line].TrimEnd().EndsWith("YES", StringComparison.Ordinal) || Crc8(pad[..8]) != pad[8] || IsZero(pad))
        {
            why = "wrong check sum";
            return false;
        }

        int at = text[line..].IndexOf("t=", StringComparison.Ordinal);
        ReadOnlySpan<char> digits = at < 0 ? default : text[(line + at + 2)..].Trim();
        if (!int.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
        {
            why = "no temperature";
            return false;
        }

        // 85.000 degC with count-remain 0x0c is what the chip holds before its first conversion (DS18B20 data sheet, table 1).
        why = value == 85000 && pad[6] == 0x0c ? "the thermometer lost its power" : null;
        millidegrees = value;
        return why is null;
    }

    /// <summary>Maxim's CRC-8.</summary>
    public static byte Crc8(ReadOnlySpan<byte> data)
    {
        int crc = 0;
        foreach (byte b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x8c;
        }

        return (byte)crc;
    }

    private static bool TryBytes(ReadOnlySpan<char> text, Span<byte> pad)
    {
        if (text.Length < Bytes * 3) return false;
        for (int i = 0; i < Bytes; i++)
        {
            ReadOnlySpan<char> hex = text.Slice(i * 3, 2);
            if (!byte.TryParse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out pad[i])) return false;
        }

        return true;
    }

    /// <summary>A pulled wire reads as zeros, whose check sum is zero too.</summary>
    private static bool IsZero(ReadOnlySpan<byte> pad) => pad.IndexOfAnyExcept((byte)0) < 0;
}
