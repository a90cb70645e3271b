using System.Numerics;
using Unum.Kairos.Coupling;
using Unum.Kairos.Emergence;
using Unum.Kairos.Mesh;
using Unum.Kairos.Witness;

namespace Unum.Kairos.Mind;

/// <summary>
/// The mind of one node, beat by beat: its sensors become its state h, the witness watches it, the mesh hears of it, and what
/// the mesh says back becomes the reading of THE ONE.
/// </summary>
/// <remarks>
/// <para>h is the mean of the sensors' local states, so a node with one sensor is that sensor (the mission's case), and a node
/// with many is coherent only when they move together: |h| = 1/sqrt(n) for n unrelated ones.</para>
/// <para>Order of a beat: <see cref="Beat"/> once, after the samples were given to the sensors and what the peers said was
/// admitted; it reads the mesh as it stands, moves the coupling by it, and returns what is to be broadcast.</para>
/// <para>Cost: O(sensors + peers) a beat, no allocation unless a peer is new. Not thread-safe, but for <see cref="View"/>.</para>
/// </remarks>
public sealed class NodeMind
{
    private readonly NodeMindOptions _options;
    private readonly SensorMind[] _sensors;
    private readonly EmergenceDetector _detector;
    private readonly PhaseCoupling _coupling;
    private readonly Complex[] _states;
    private readonly double[] _weights;
    private double? _lastPhase;
    private DateTimeOffset? _lastBeat;

    /// <summary>A newborn mind.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="sensorRates">Samples per second of each of its sensors; may be empty.</param>
    public NodeMind(NodeMindOptions options, IReadOnlyList<double> sensorRates)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(sensorRates);
        _options = options;
        _sensors = [.. sensorRates.Select(rate => new SensorMind(rate, options.Class, options.FalseAlarm))];
        double beatHz = 1 / options.BeatPeriod.TotalSeconds;
        double memory = _sensors.Length == 0 ? SensorMind.IntegrationTime(options.Class, beatHz) : _sensors.Max(s => s.IntegrationSeconds);
        _detector = new EmergenceDetector(options.Emergence with { IntegrationTime = TimeSpan.FromSeconds(memory) });
        _coupling = new PhaseCoupling(options.Coupling);
        View = new MeshView(options.Id, options.Mesh with { BeatPeriod = options.BeatPeriod });
        _states = new Complex[View.Capacity];
        _weights = new double[View.Capacity];
    }

    /// <summary>Its name.</summary>
    public string Id => _options.Id;

    /// <summary>Its sensors, in the order of the rates given.</summary>
    public IReadOnlyList<SensorMind> Sensors => _sensors;

    /// <summary>Whom it hears.</summary>
    public MeshView View { get; }

    /// <summary>Its model of itself.</summary>
    public SelfModel Self { get; } = new();

    /// <summary>Its state h as broadcast: sensed, then turned by the coupling.</summary>
    public Complex State { get; private set; }

    /// <summary>Its coherence |h|.</summary>
    public double Coherence => Math.Min(1, Complex.Abs(State));

    /// <summary>What its self-model did not predict at the last beat.</summary>
    public Surprise Surprise { get; private set; }

    /// <summary>How it saw the whole mesh at the last beat.</summary>
    public EmergenceReading One { get; private set; }

    /// <summary>One heartbeat.</summary>
    /// <param name="now">This node's steady clock.</param>
    /// <returns>What is to be broadcast.</returns>
    public PhaseMessage Beat(DateTimeOffset now)
    {
        double seconds = _lastBeat is { } last ? Math.Max(0, (now - last).TotalSeconds) : 0;
        _lastBeat = now;
        State = Shorten(_coupling.Step(Sensed(), One.GlobalPhase, seconds));
        Watch(seconds);

        PhaseMessage message = View.Speak(State, Coherence, _options.Weight, now);
        int count = View.Read(now, _states, _weights);
        One = _detector.Observe(now, _states.AsSpan(0, count), _weights.AsSpan(0, count));
        return message;
    }

    /// <summary>Takes what a peer said.</summary>
    public Admission Admit(in PhaseMessage message, DateTimeOffset now) => View.Admit(message, now);

    /// <summary>Rounding may carry a length of 1 past 1, which peers would refuse.</summary>
    private static Complex Shorten(Complex h)
    {
        double length = Complex.Abs(h);
        return length > 1 ? h * (Math.BitDecrement(1) / length) : h;
    }

    private Complex Sensed()
    {
        if (_sensors.Length == 0) return Complex.Zero;
        Complex sum = Complex.Zero;
        foreach (SensorMind sensor in _sensors) sum += sensor.State;
        return sum / _sensors.Length;
    }

    private void Watch(double seconds)
    {
        double? phase = State == Complex.Zero ? null : State.Phase;
        double velocity = phase is { } here && _lastPhase is { } before && seconds > 0
            ? Math.IEEERemainder(here - before, Math.Tau) / seconds
            : double.NaN;
        _lastPhase = phase;
        Surprise = Self.Observe(velocity, Coherence);
    }
}
