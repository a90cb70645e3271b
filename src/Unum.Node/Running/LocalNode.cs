using Unum.Devices.Sensing;
using Unum.Kairos.Anomaly;
using Unum.Kairos.Mind;
using Unum.Kairos.Temporal;
using Unum.Node.Reporting;

namespace Unum.Node.Running;

/// <summary>One node of this process: its sensors, its mind, its own clock.</summary>
internal sealed class LocalNode
{
    private const int SamplesPerRead = 256;
    private const double QuietSecondsAfterAnomaly = 10;
    private const long ReadingsBeforeAnomalies = 600; // every young stream breaks records

    private readonly TimeSpan _clockOffset;
    private readonly SensorSample[] _samples = new SensorSample[SamplesPerRead];
    private readonly SensorStatus?[] _lastStatus; // null until its first beat: what is there at the start is no news
    private readonly DateTimeOffset[] _lastAnomaly;
    private readonly IReadOnlyList<double>[] _lagSeconds;

    public LocalNode(NodeMindOptions options, TimeSpan clockOffset, IReadOnlyList<ISensor> sensors)
    {
        Sensors = sensors;
        Class = options.Class;
        _clockOffset = clockOffset;
        Mind = new NodeMind(options, [.. sensors.Select(s => s.Description.RateHz)]);
        _lastStatus = new SensorStatus?[sensors.Count];
        _lastAnomaly = new DateTimeOffset[sensors.Count];
        _lagSeconds = [.. Mind.Sensors.Select(s => (IReadOnlyList<double>)[.. s.LagSeconds.Select(Wire.Number)])];
    }

    public string Id => Mind.Id;

    public NodeMind Mind { get; }

    public DeviceClass Class { get; }

    public IReadOnlyList<ISensor> Sensors { get; }

    /// <summary>Its membership in the mesh; null while it is stopped.</summary>
    public IDisposable? Membership { get; set; }

    public bool IsRunning => Membership is not null;

    /// <summary>The time by this node's own clock.</summary>
    public DateTimeOffset OwnTime(DateTimeOffset now) => now + _clockOffset;

    /// <summary>Gives its mind what the sensors took since the last beat, and tells what happened.</summary>
    /// <returns>Whether any sensor collapsed.</returns>
    public bool Sense(DateTimeOffset now, List<EventReport> events)
    {
        bool collapsed = false;
        for (int i = 0; i < Sensors.Count; i++)
        {
            ISensor sensor = Sensors[i];
            SensorMind stream = Mind.Sensors[i];
            double strangest = 0;
            int taken;
            do
            {
                taken = sensor.Read(now, _samples);
                for (int s = 0; s < taken; s++)
                {
                    stream.Observe(_samples[s].At, _samples[s].Value);
                    if (stream.Readings > ReadingsBeforeAnomalies) strangest = Math.Max(strangest, stream.Anomaly.Score);
                }
            }
            while (taken == SamplesPerRead);

            TellStatus(i, now, events);
            TellAnomaly(i, now, strangest, events);
            collapsed |= TellCollapse(i, now, events);
            stream.EndBeat();
        }

        return collapsed;
    }

    /// <summary>Its sensors as pages and scripts see them.</summary>
    public IEnumerable<SensorReport> ReportSensors()
    {
        for (int i = 0; i < Sensors.Count; i++)
        {
            SensorDescription what = Sensors[i].Description;
            SensorHealth health = Sensors[i].Health;
            SensorMind stream = Mind.Sensors[i];
            double[] lagCoherence = new double[stream.LagSeconds.Count];
            stream.ReadLagCoherence(lagCoherence);
            for (int l = 0; l < lagCoherence.Length; l++) lagCoherence[l] = Wire.Number(lagCoherence[l]);
            yield return new SensorReport(
                what.Id, Id, what.Kind, what.Unit, Wire.Word(health.Status), health.Reason,
                double.IsFinite(stream.Value) ? Wire.Number(stream.Value) : null,
                PhaseReport.From(stream.State), Wire.Number(stream.State.Magnitude), Wire.Number(stream.Anomaly.Score), _lagSeconds[i], lagCoherence);
        }
    }

    private void TellStatus(int i, DateTimeOffset now, List<EventReport> events)
    {
        SensorHealth health = Sensors[i].Health;
        if (health.Status == _lastStatus[i]) return;
        if (_lastStatus[i] is null)
        {
            _lastStatus[i] = health.Status;
            return;
        }

        string id = Sensors[i].Description.Id;
        if (health.Status == SensorStatus.Lost) events.Add(new(now, "sensor_lost", id, null, null, $"{id} is lost: {health.Reason}"));
        if (health.Status == SensorStatus.Live) events.Add(new(now, "sensor_back", id, null, null, $"{id} is {(_lastStatus[i] == SensorStatus.Lost ? "back" : "here")}"));
        _lastStatus[i] = health.Status;
    }

    private void TellAnomaly(int i, DateTimeOffset now, double score, List<EventReport> events)
    {
        if (score < AnomalyDetector.AlarmScore || (now - _lastAnomaly[i]).TotalSeconds < QuietSecondsAfterAnomaly) return;
        _lastAnomaly[i] = now;
        SensorMind stream = Mind.Sensors[i];
        SensorDescription what = Sensors[i].Description;
        string id = what.Id;
        events.Add(new(now, "anomaly", id, null, Wire.Number(score),
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id} reads {Quantity.Text(stream.Value, what.Unit)}, unlike anything so far (score {score:F2})")));
    }

    /// <summary>One event for the strongest of a sensor's collapses in this beat.</summary>
    private bool TellCollapse(int i, DateTimeOffset now, List<EventReport> events)
    {
        SensorMind stream = Mind.Sensors[i];
        if (stream.Collapses.Length == 0) return false;
        Collapse strongest = stream.Collapses[0];
        foreach (Collapse collapse in stream.Collapses) strongest = collapse.Intensity > strongest.Intensity ? collapse : strongest;
        string id = Sensors[i].Description.Id;
        double lag = strongest.Lag / stream.RateHz;
        events.Add(new(now, "collapse", id, Wire.Number(lag), Wire.Number(strongest.Intensity), string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{id} moves as it did {lag:G3} s before (|T|² {strongest.Intensity:F2}, chance stays under {strongest.Threshold:F2})")));
        return true;
    }
}
