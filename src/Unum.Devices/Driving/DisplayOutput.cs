using Unum.Kairos.Emergence;

namespace Unum.Devices.Driving;

/// <summary>The state of the mesh as a colour: hue = 360 re of the global phase, brightness = coherence.</summary>
/// <remarks>
/// <see cref="Current"/> is what a dashboard shows; it changes within <see cref="IOutput.WriteAsync"/>. With a terminal, one
/// line is redrawn in place: a bar of the colour (24-bit ANSI) and the numbers.
/// </remarks>
/// <param name="terminal">Where to draw; null shows the colour on dashboards only. It stays the caller's.</param>
/// <param name="time">The clock of retries.</param>
public sealed class DisplayOutput(TextWriter? terminal, TimeProvider time)
    : PumpedOutput(terminal is null ? "display" : "display on the terminal", TimeSpan.FromSeconds(1), time)
{
    private int _current;

    /// <summary>The colour of the newest state; black before the first.</summary>
    public Rgb Current
    {
        get
        {
            int packed = Volatile.Read(ref _current);
            return new Rgb((byte)(packed >> 16), (byte)(packed >> 8), (byte)packed);
        }
    }

    /// <summary>The colour of a state.</summary>
    public static Rgb Colour(in OneState state) => Rgb.FromHue(360 * state.Phase.Real, state.Coherence);

    /// <summary>The line of a state: back to the start of the line, a bar in its colour, the numbers, and the rest cleared.</summary>
    public static string AnsiLine(in OneState state)
    {
        Rgb colour = Colour(in state);
        string bar = FormattableString.Invariant($"\r\e[48;2;{colour.Red};{colour.Green};{colour.Blue}m        \e[0m");
        return FormattableString.Invariant($"{bar} {(state.Emerged ? "THE ONE" : "many")}  C={state.Coherence:F3} R={state.Order:F3} {colour}\e[K");
    }

    /// <inheritdoc/>
    private protected override void Accept(in OneState state)
    {
        Rgb colour = Colour(in state);
        Volatile.Write(ref _current, (colour.Red << 16) | (colour.Green << 8) | colour.Blue);
    }

    /// <inheritdoc/>
    private protected override async Task<string> ServeAsync(CancellationToken cancellationToken)
    {
        while (await Mailbox.WaitToReadAsync(cancellationToken) && Mailbox.TryRead(out OneState state))
        {
            if (terminal is not null)
            {
                await terminal.WriteAsync(AnsiLine(in state));
                await terminal.FlushAsync(cancellationToken);
            }

            Delivered();
        }

        return "closed";
    }
}
