using System.Text.Json;
using Unum.Node.Reporting;

namespace Unum.Node.Terminal;

/// <summary>One JSON object a line for every beat. Coherence by lag, half of its size, comes with the beats that carry the locks.</summary>
internal sealed class JsonView(Stream output) : IBeatView
{
    private readonly BufferedStream _buffered = new(output, 1 << 16);

    /// <inheritdoc/>
    public TextWriter Terminal => Console.Error;

    /// <inheritdoc/>
    public void Begin(string dashboard, string summary)
    {
        // Scripts read standard output: it holds beats and nothing else.
    }

    /// <inheritdoc/>
    public void Show(BeatReport beat)
    {
        JsonSerializer.Serialize(_buffered, beat.Locks is null ? beat with { Sensors = [.. beat.Sensors.Select(WithoutLags)] } : beat, Wire.Json);
        _buffered.WriteByte((byte)'\n');
        _buffered.Flush();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _buffered.DisposeAsync();

    private static SensorReport WithoutLags(SensorReport sensor) => sensor with { Lags = null, LagCoherence = null };
}
