namespace Unum.Hive.Trials;

/// <summary>What liars who know all honest contributions send instead of their own.</summary>
public enum Attack
{
    /// <summary>Nothing: they are honest.</summary>
    None,

    /// <summary>Each mode turned to where the honest one is smallest: the sign flip of a space without signs.</summary>
    SignFlip,

    /// <summary>Random directions.</summary>
    Random,

    /// <summary>A little is enough (Baruch et al., 2019): the honest mean less as many deviations as the majority hides.</summary>
    LittleIsEnough,

    /// <summary>Inner product manipulation (Xie et al., 2020), small: half the own class's mean, half what all other classes have and it has not.</summary>
    InnerProductSmall,

    /// <summary>The same, large: only what the other classes have.</summary>
    InnerProductLarge,

    /// <summary>Every class's honest mode under the name of the next class.</summary>
    LabelSwap,

    /// <summary>The same for every second pair of classes; the rest is honest.</summary>
    HalfSwap,
}
