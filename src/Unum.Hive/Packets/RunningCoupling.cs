namespace Unum.Hive.Packets;

/// <summary>
/// How sharply modes are told apart, running with evidence n: d beta / d ln n = a beta (1 - beta / beta_inf), so
/// beta(n) = beta_inf / (1 + (beta_inf / beta_1 - 1) n^-a).
/// </summary>
/// <param name="AtOne">Beta at one observation.</param>
/// <param name="Limit">Beta with evidence without end.</param>
/// <param name="Rate">The exponent a.</param>
public readonly record struct RunningCoupling(Half AtOne, Half Limit, Half Rate)
{
    /// <summary>What suits digits and texts.</summary>
    public static RunningCoupling Default { get; } = new((Half)8, (Half)40, (Half).5);

    /// <summary>Whether all are finite and positive.</summary>
    public bool IsValid => Half.IsFinite(AtOne) && Half.IsFinite(Limit) && Half.IsFinite(Rate) && (float)AtOne > 0 && (float)Limit > 0 && (float)Rate >= 0;

    /// <summary>Beta with so many observations, at least 1.</summary>
    public double At(double observations)
    {
        double limit = (double)Limit;
        return limit / (1 + (((limit / (double)AtOne) - 1) * Math.Pow(Math.Max(1, observations), -(double)Rate)));
    }
}
