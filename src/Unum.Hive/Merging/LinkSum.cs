namespace Unum.Hive.Merging;

/// <summary>Everything that was said about how two concepts come together, in whole numbers: the order of adding cannot matter.</summary>
/// <param name="Moment">Sum of weight x log-odds in 32nds.</param>
/// <param name="Weight">Sum of weights; a weight is precision x trust x capacity.</param>
/// <param name="Precision">Sum of precision x trust, trust in parts of full trust.</param>
internal readonly record struct LinkSum(long Moment, long Weight, long Precision)
{
    public static LinkSum operator +(LinkSum a, LinkSum b) => new(a.Moment + b.Moment, a.Weight + b.Weight, a.Precision + b.Precision);
}
