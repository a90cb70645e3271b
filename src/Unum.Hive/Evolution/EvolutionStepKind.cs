namespace Unum.Hive.Evolution;

/// <summary>What happened in an evolution.</summary>
public enum EvolutionStepKind
{
    /// <summary>So many forks came to be, all alike and empty.</summary>
    Begin,

    /// <summary>A fork observed an example of a concept.</summary>
    Observe,

    /// <summary>A fork learned from what it had observed.</summary>
    Learn,

    /// <summary>Somebody used a fork and preferred it: its fitness is one more.</summary>
    Use,

    /// <summary>The fittest became canonical; fitness begins anew.</summary>
    Elect,

    /// <summary>A fork moved towards the canonical one.</summary>
    Approach,
}
