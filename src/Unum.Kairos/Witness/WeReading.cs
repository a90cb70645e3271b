namespace Unum.Kairos.Witness;

/// <summary>How much two witnesses foretell of one another.</summary>
/// <param name="FirstToSecond">Bits a beat by which the second is better predicted with the first's past than without:
/// .5 log2 of the ratio of error variances, corrected for the coefficients spent (so about 0, and negative half of the time, when
/// there is no tie).</param>
/// <param name="SecondToFirst">The same the other way round.</param>
/// <param name="FirstToSecondChance">p-value of that gain: its chance without any influence.</param>
/// <param name="SecondToFirstChance">The same the other way round.</param>
/// <param name="Together">Bits a beat shared within the same beat, beyond both pasts: a common cause, or a tie faster than a beat.
/// No part of the strength.</param>
/// <param name="Strength">WE strength: the mean of both gains, each counted only when significant; bits a beat, 0 without a tie.</param>
/// <param name="Leader">Who leads.</param>
/// <param name="Beats">How many beats this rests on; 0 when too few to say anything.</param>
public readonly record struct WeReading(
    double FirstToSecond, double SecondToFirst, double FirstToSecondChance, double SecondToFirstChance,
    double Together, double Strength, WeLeader Leader, int Beats)
{
    /// <summary>Whether there is a WE: some influence, significant at the level asked for.</summary>
    public bool IsSignificant => Leader != WeLeader.Nobody;

    /// <summary>How one-sided: 1 the first alone leads, -1 the second, 0 both alike or nobody.</summary>
    public double Balance { get; init; }
}
