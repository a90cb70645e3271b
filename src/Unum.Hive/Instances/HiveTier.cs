namespace Unum.Hive.Instances;

/// <summary>What an instance does for the others.</summary>
public enum HiveTier
{
    /// <summary>Observes, recognises, shares: what everybody does.</summary>
    Edge,

    /// <summary>Publishes the canonical basin, at most a mebibyte of state. Any other can take its place from the set of deltas.</summary>
    Coordinator,

    /// <summary>Large: asked for hard work.</summary>
    Powerhouse,
}
