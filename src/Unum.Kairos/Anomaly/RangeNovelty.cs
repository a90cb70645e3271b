namespace Unum.Kairos.Anomaly;

/// <summary>
/// How far a number lies outside the range of all numbers before it, as a share of the widened range: e / (r + e) in [0, 1].
/// </summary>
/// <remarks>
/// Free of unit and scale, and it tires by itself: of n exchangeable numbers the next is a record with probability 2/(n + 1).
/// 17 bytes of state.
/// </remarks>
internal struct RangeNovelty
{
    private double _low, _high;
    private bool _any;

    /// <summary>Takes in a finite number.</summary>
    public double Observe(double value)
    {
        if (!_any)
        {
            (_low, _high, _any) = (value, value, true);
            return 0;
        }

        double range = _high - _low;
        if (value > _high)
        {
            double over = value - _high;
            _high = value;
            return over / (range + over);
        }

        if (value < _low)
        {
            double under = _low - value;
            _low = value;
            return under / (range + under);
        }

        return 0;
    }
}
