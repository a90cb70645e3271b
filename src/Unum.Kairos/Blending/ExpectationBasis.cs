namespace Unum.Kairos.Blending;

/// <summary>How much has been seen of an hour before something is expected of it, from nothing to most.</summary>
public enum ExpectationBasis
{
    /// <summary>Nothing was ever observed: nothing can be expected.</summary>
    None,

    /// <summary>Only the overall mean is known: this hour of the day comes for the first time.</summary>
    Overall,

    /// <summary>This hour of the day was seen before, on another weekday or once on this one.</summary>
    HourOfDay,

    /// <summary>This hour of the week was seen in at least two separate weeks.</summary>
    HourOfWeek,
}
