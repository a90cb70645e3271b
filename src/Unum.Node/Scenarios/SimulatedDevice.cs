using System.Numerics;
using Unum.Devices.Sensing;

namespace Unum.Node.Scenarios;

/// <summary>
/// A device that keeps its own rhythm in virtual time: centre + swing · cos(ωt + φ) + noise, sampled evenly by the time it is
/// asked for. Natural frequencies are drawn around a common one, so that a coupled mesh can lock and an uncoupled one cannot.
/// </summary>
internal sealed class SimulatedDevice : ISensor
{
    /// <summary>Samples per second.</summary>
    public const double RateHz = 10;

    /// <summary>Common frequency of every scenario, Hz.</summary>
    private const double CentreHz = 1;

    /// <summary>Standard deviation of the natural frequencies, Hz: critical coupling is near 1.6 · 2π · this (Kuramoto, Gaussian).</summary>
    private const double SpreadHz = 0.02;

    private const double NoiseOfSwing = 0.1;

    /// <summary>Largest density of the frequency difference of two devices is one per this many Hz: 2 sqrt(pi) times the spread.</summary>
    public const double FrequencySpread = 2 * 1.7724538509055159 * SpreadHz;

    private readonly DeviceKind _kind;
    private readonly Random _random;
    private readonly double _omega;
    private readonly double _phase;
    private DateTimeOffset? _first;
    private long _taken;

    public SimulatedDevice(string id, DeviceKind kind, int seed)
    {
        _kind = kind;
        _random = new Random(seed);
        _omega = 2 * Math.PI * (CentreHz + SpreadHz * Gaussian());
        _phase = 2 * Math.PI * _random.NextDouble();
        Description = new SensorDescription(id, kind.Name, kind.Unit, RateHz, "simulated");
    }

    /// <inheritdoc/>
    public SensorDescription Description { get; }

    /// <inheritdoc/>
    public SensorHealth Health => new(SensorStatus.Live, null, 0);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public int Read(DateTimeOffset now, Span<SensorSample> target)
    {
        _first ??= now;
        int count = 0;
        long due = (long)Math.Floor((now - _first.Value).TotalSeconds * RateHz + 1e-6) + 1;
        while (_taken < due && count < target.Length)
        {
            double t = _taken++ / RateHz;
            double rhythm = Math.Cos(_omega * t + _phase) + NoiseOfSwing * Gaussian();
            double value = _kind.Centre + _kind.Swing * rhythm;
            target[count++] = new SensorSample(_first.Value.AddSeconds(t), value, new Complex(value, 0));
        }

        return count;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private double Gaussian() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
}
