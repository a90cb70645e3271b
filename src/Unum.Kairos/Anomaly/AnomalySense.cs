namespace Unum.Kairos.Anomaly;

/// <summary>Which side of the mind was surprised most.</summary>
public enum AnomalySense
{
    /// <summary>None of them.</summary>
    None,

    /// <summary>The value itself left the range seen so far.</summary>
    Value,

    /// <summary>The value is further than ever from what this hour of the week leads to expect.</summary>
    Blend,

    /// <summary>The stream moves in a more, or a less, orderly way than ever.</summary>
    Coherence,

    /// <summary>The level held over recent history left its range.</summary>
    History,

    /// <summary>The step from the last value is larger than ever.</summary>
    Velocity,
}
