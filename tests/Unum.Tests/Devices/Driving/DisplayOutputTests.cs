using Unum.Devices.Driving;

namespace Unum.Tests.Devices.Driving;

public sealed class DisplayOutputTests
{
    [Theory]
    // The corners of the colour wheel, as in any colour picker.
    [InlineData(0, "#ff0000")]
    [InlineData(1.0 / 12, "#ff8000")]
    [InlineData(1.0 / 6, "#ffff00")]
    [InlineData(1.0 / 3, "#00ff00")]
    [InlineData(0.5, "#00ffff")]
    [InlineData(2.0 / 3, "#0000ff")]
    [InlineData(5.0 / 6, "#ff00ff")]
    [InlineData(1, "#ff0000")]
    [InlineData(-1.0 / 3, "#0000ff")]
    [InlineData(-5.0 / 6, "#ffff00")]
    [InlineData(-1, "#ff0000")]
    public void Hue_is_the_phase_around_the_wheel(double real, string colour) =>
        Assert.Equal(colour, DisplayOutput.Colour(States.One(real, coherence: 1)).ToString());

    [Fact]
    public void Brightness_is_the_coherence()
    {
        Assert.Equal(new Rgb(128, 0, 0), Rgb.FromHue(0, 0.5));
        Assert.Equal(new Rgb(0, 0, 0), Rgb.FromHue(200, 0));
        Assert.Equal(new Rgb(255, 0, 0), Rgb.FromHue(double.NaN, 7));
        Assert.Equal(new Rgb(0, 0, 0), Rgb.FromHue(-720, double.NaN));
    }

    [Fact]
    public async Task The_current_colour_changes_at_once_and_the_terminal_gets_one_line_in_true_colour()
    {
        using StringWriter terminal = new();
        await using DisplayOutput display = new(terminal, new SteppedTime());

        await display.PutAsync(States.One(1.0 / 3, coherence: 1));

        Assert.Equal(new Rgb(0, 255, 0), display.Current);
        await display.DeliveredAsync(1);
        Assert.Equal("\r\e[48;2;0;255;0m        \e[0m THE ONE  C=1.000 R=0.780 #00ff00\e[K", terminal.ToString());
    }
}
