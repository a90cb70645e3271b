using System.Globalization;
using Unum.Node.Reporting;

namespace Unum.Node.Terminal;

/// <summary>For logs and pipes: one line a second, and every event.</summary>
internal sealed class PlainView(TextWriter output, TimeProvider realTime) : IBeatView
{
    private long _last;
    private bool _any;

    /// <inheritdoc/>
    public TextWriter Terminal => output;

    /// <inheritdoc/>
    public void Begin(string dashboard, string summary)
    {
        output.WriteLine(summary);
        output.WriteLine($"Dashboard: {dashboard}   (Ctrl-C stops)");
    }

    /// <inheritdoc/>
    public void Show(BeatReport beat)
    {
        foreach (EventReport e in beat.Events) output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{e.Time:HH:mm:ss.f}  {e.Kind,-11} {e.Text}"));
        if (_any && realTime.GetElapsedTime(_last) < TimeSpan.FromSeconds(1)) return;
        _any = true;
        _last = realTime.GetTimestamp();
        OneReport one = beat.One;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{beat.Time:HH:mm:ss.f}  {beat.Nodes.Count(n => n.Status == "live")} nodes, {beat.Sensors.Count(s => s.Status == "live")} sensors   C {one.Coherence:F3}  R {one.Order:F3}  N {one.EffectiveNodes:F1}   {(one.Emerged ? "THE ONE has emerged" : one.Reason)}"));
        output.Flush();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
