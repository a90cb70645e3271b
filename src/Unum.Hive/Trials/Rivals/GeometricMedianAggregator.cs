using Unum.Hive.Merging;

namespace Unum.Hive.Trials.Rivals;

/// <summary>The geometric median (Pillutla et al., 2022).</summary>
public sealed class GeometricMedianAggregator : IAggregator
{
    /// <inheritdoc/>
    public string Name => "geometric median";

    /// <inheritdoc/>
    public float[] Aggregate(IReadOnlyList<Contribution> contributions)
    {
        PointCloud said = new(contributions);
        return RobustCentre.Unit(said.Median().AsSpan(0, said.Dimension));
    }
}
