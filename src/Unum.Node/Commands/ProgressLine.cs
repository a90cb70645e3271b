using Unum.Femto.Coding;

namespace Unum.Node.Commands;

/// <summary>One line on the terminal that says how far a long run is: bytes, speed, bits per byte so far, time left.</summary>
internal sealed class ProgressLine(TextWriter output) : IProgress<FemtoProgress>
{
    private const int Between = 1 << 16;
    private long _told;

    /// <summary>A line on standard error; null when that is no terminal.</summary>
    public static ProgressLine? OnTerminal() => Console.IsErrorRedirected ? null : new(Console.Error);

    /// <inheritdoc/>
    public void Report(FemtoProgress value)
    {
        if (value.Bytes - _told < Between && value.Bytes != value.Total) return;
        _told = value.Bytes;
        string cost = value.BitsPerByte > 0 ? FormattableString.Invariant($", {value.BitsPerByte:F3} bits per byte") : "";
        output.Write(FormattableString.Invariant($"\r{value.Bytes} of {value.Total} bytes, {value.BytesPerSecond / 1000:F0} kB/s{cost}, {value.Remaining:hh\\:mm\\:ss} left "));
    }

    /// <summary>Ends the line.</summary>
    public void End() => output.WriteLine();
}
