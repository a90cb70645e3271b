namespace Unum.Hive.Acceptance;

/// <summary>
/// What follows from seven validators' margins. A delta's score is the mean of the middle three, so that two who lie move it by little; a delta is believed when its score reaches a share of the
/// median score of all deltas under judgement. The bar comes from the set, not from the order of arrival, so all who have the same set believe the same.
/// </summary>
public static class Jury
{
    /// <summary>Validators that a vote asks.</summary>
    public const int Size = 7;

    /// <summary>Share of the median score that a delta must reach.</summary>
    public const double LeastShare = .5;

    private const int Middle = 3;

    /// <summary>The score of one delta.</summary>
    /// <param name="margins">One a validator that could tell.</param>
    /// <returns>Null when fewer than three could tell: the delta waits.</returns>
    public static double? Score(IReadOnlyCollection<double> margins)
    {
        if (margins.Count < Middle) return null;
        double[] sorted = [.. margins.Order()];
        return sorted.AsSpan((sorted.Length - Middle) / 2, Middle).ToArray().Average();
    }

    /// <summary>The score from which deltas are believed.</summary>
    /// <param name="scores">Of all deltas under judgement; less than half of them from liars.</param>
    public static double Bar(IReadOnlyCollection<double> scores)
    {
        if (scores.Count == 0) return 0;
        double[] sorted = [.. scores.Order()];
        return Math.Max(0, LeastShare * sorted[sorted.Length / 2]);
    }
}
