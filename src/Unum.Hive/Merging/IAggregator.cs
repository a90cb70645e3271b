namespace Unum.Hive.Merging;

/// <summary>How what several authors said about a mode becomes one direction.</summary>
public interface IAggregator
{
    /// <summary>Name, as tables print it.</summary>
    string Name { get; }

    /// <summary>The direction.</summary>
    /// <param name="contributions">At least one, in an order that all machines agree on; all of one dimension.</param>
    /// <returns>A unit vector without negative coordinates.</returns>
    float[] Aggregate(IReadOnlyList<Contribution> contributions);
}
