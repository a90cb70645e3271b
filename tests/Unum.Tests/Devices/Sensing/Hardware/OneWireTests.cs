using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Unum.Devices.Sensing.Hardware;

namespace Unum.Tests.Devices.Sensing.Hardware;

public sealed class OneWireTests
{
    // The kernel's own example, Documentation/w1/slaves/w1_therm.rst, and Maxim's application note 27.
    private const string Good = "72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 4b 46 7f ff 0e 10 57 t=23125\n";

    [Fact]
    public void The_check_sum_is_that_of_Maxims_application_note_27() =>
        Assert.Equal(0xA2, OneWire.Crc8([0x02, 0x1C, 0xB8, 0x01, 0x00, 0x00, 0x00]));

    [Fact]
    public void A_whole_answer_is_a_temperature()
    {
        Assert.True(OneWire.TryParse(Good, out double millidegrees, out _));
        Assert.Equal(23125, millidegrees);
    }

    [Theory]
    [InlineData("72 01 4b 46 7f ff 0e 10 57 : crc=57 NO\n72 01 4b 46 7f ff 0e 10 57 t=23125\n", "wrong check sum")]
    [InlineData("73 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n73 01 4b 46 7f ff 0e 10 57 t=23187\n", "wrong check sum")]
    [InlineData("00 00 00 00 00 00 00 00 00 : crc=00 YES\n00 00 00 00 00 00 00 00 00 t=0\n", "wrong check sum")]
    [InlineData("72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n", "no temperature")]
    [InlineData("72 01 4b 46 7f ff 0e 10 57 : crc=57 YES\n72 01 t=warm\n", "no temperature")]
    [InlineData("", "not the text of a 1-wire thermometer")]
    [InlineData("21000\n", "not the text of a 1-wire thermometer")]
    public void A_damaged_answer_is_refused_with_its_reason(string text, string reason)
    {
        Assert.False(OneWire.TryParse(text, out _, out string? why));
        Assert.Equal(reason, why);
    }

    [Fact]
    public void The_85_degrees_of_a_chip_that_lost_its_power_are_refused_and_real_ones_are_not()
    {
        Assert.False(OneWire.TryParse(Text(0x0c), out _, out string? why));
        Assert.Equal("the thermometer lost its power", why);
        Assert.True(OneWire.TryParse(Text(0x10), out double millidegrees, out _));
        Assert.Equal(85000, millidegrees);

        static string Text(byte remain)
        {
            byte[] pad = [0x50, 0x05, 0x4b, 0x46, 0x7f, 0xff, remain, 0x10, 0];
            pad[8] = OneWire.Crc8(pad.AsSpan(0, 8));
            string hex = string.Join(' ', pad.Select(b => b.ToString("x2", System.Globalization.CultureInfo.InvariantCulture)));
            return $"{hex} : crc={pad[8]:x2} YES\n{hex} t=85000\n";
        }
    }

    [Fact]
    public void No_text_whatever_makes_it_throw_and_no_flipped_bit_passes()
    {
        Check.QuickThrowOnFailure(Prop.ForAll<string>(text =>
        {
            _ = OneWire.TryParse(text, out _, out _);
        }));
        Check.QuickThrowOnFailure(Prop.ForAll<byte[]>(bytes =>
        {
            _ = OneWire.TryParse(Encoding.Latin1.GetString(bytes), out _, out _);
        }));
        for (int i = 0; i < 8; i++)
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] pad = [0x72, 0x01, 0x4b, 0x46, 0x7f, 0xff, 0x0e, 0x10];
                pad[i] ^= (byte)(1 << bit);
                Assert.NotEqual(0x57, OneWire.Crc8(pad));
            }
        }
    }
}
