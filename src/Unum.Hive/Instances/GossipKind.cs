namespace Unum.Hive.Instances;

/// <summary>What a gossip message is.</summary>
public enum GossipKind
{
    /// <summary>"This is what I have, in 64 sums."</summary>
    Sketch,

    /// <summary>"Where we differ I have these."</summary>
    Have,

    /// <summary>"Of yours I lack these."</summary>
    Want,

    /// <summary>"Take these."</summary>
    Deliver,
}
