using System.Numerics;

namespace Unum.Simulation;

/// <summary>The phase that each node of a world senses at each moment, drawn once from the seed.</summary>
internal sealed class Senses
{
    private readonly double[] _frequency;  // rad/s, [nodes]
    private readonly double[] _offset;     // rad, [nodes]
    private readonly double _wander;       // rad, how far a common source leads and lags
    private readonly double _wanderRate;   // rad/s

    public Senses(MeshKind kind, int nodes, Random random)
    {
        Kind = kind;
        _frequency = new double[nodes];
        _offset = new double[nodes];
        double common = Math.Tau * (0.3 + (0.15 * random.NextDouble()));
        if (kind == MeshKind.CommonDrive) (_wander, _wanderRate) = (1, Math.Tau * 0.1);
        for (int i = 0; i < nodes; i++)
        {
            _frequency[i] = kind switch
            {
                MeshKind.Uncoupled => common + (Math.Tau * 0.2 * Normal(random)),
                MeshKind.Coupled => common + (Math.Tau * 0.03 * Normal(random)),
                MeshKind.Frozen => 0,
                _ => common,
            };
            _offset[i] = kind switch
            {
                MeshKind.PhaseLocked => 0.3 * Normal(random),
                MeshKind.CommonDrive => 0.2 * Normal(random),
                MeshKind.Antiphase => Math.PI * (i % 2),
                MeshKind.Clustered => Math.Tau / 3 * (i % 3),
                MeshKind.Splay => Math.Tau * i / nodes,
                MeshKind.Frozen => 0.5,
                _ => Math.Tau * random.NextDouble(),
            };
        }
    }

    public MeshKind Kind { get; }

    /// <summary>What the node senses now.</summary>
    /// <param name="node">Which.</param>
    /// <param name="seconds">Since the world began.</param>
    public Complex Of(int node, double seconds) => Complex.FromPolarCoordinates(
        1, _offset[node] + (_frequency[node] * seconds) + (_wander * Math.Sin(_wanderRate * seconds)));

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(Math.Tau * random.NextDouble());
}
