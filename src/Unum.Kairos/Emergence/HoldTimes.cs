using System.Numerics;

namespace Unum.Kairos.Emergence;

/// <summary>
/// For how long each node has held its place against the whole, and how unlikely that is for nodes that run on their own.
/// </summary>
/// <remarks>
/// <para>Two uncoupled nodes whose frequencies differ by delta stay within an angle of 2 epsilon for 2 epsilon/|delta| at most.
/// When the density of delta is at most 1/B, holding for a time T has a probability of at most 4 epsilon/(B T); a set of k
/// nodes that all hold, ((4 epsilon)/(B T))^(k - 1), and some set of k among N, C(N, k) times that. The evidence is the best k,
/// less ln(N - 1) for having looked at every k, and only sets that carry the order themselves are looked at.</para>
/// <para>Layout: structure of arrays, one entry per slot, grown when more nodes come. O(N) per beat, O(N log N) per window.</para>
/// </remarks>
internal sealed class HoldTimes(double slipAngle, double spreadRadians)
{
    private Complex[] _sum = [];       // of h against the global direction, over the window
    private int[] _beats = [];         // of the window in which the slot was live
    private double[] _weight = [];     // sum over the window of the weight against the largest of its beat
    private double[] _anchor = [];     // rad, where the node held when its hold began
    private double[] _since = [];      // s, NaN while it does not hold
    private double[] _key = [];        // scratch for sorting
    private int[] _order = [];         // scratch for sorting
    private int _slots;

    /// <summary>Adds one beat. Slot i must be the same node from beat to beat.</summary>
    public void Add(ReadOnlySpan<Complex> states, ReadOnlySpan<double> weights, Complex global)
    {
        Resize(states.Length);
        double length = global.Magnitude;
        if (length == 0) return;
        Complex back = Complex.Conjugate(global) / length;
        double largest = MeshOrder.LargestWeight(states, weights);
        for (int i = 0; i < states.Length; i++)
        {
            if (!MeshOrder.IsLive(states[i], weights[i])) continue;
            _sum[i] += MeshOrder.Shortened(states[i]) * back;
            _weight[i] += weights[i] / largest;
            _beats[i]++;
        }
    }

    /// <summary>Closes a window.</summary>
    /// <param name="middle">Middle of the window in s, on any steady clock.</param>
    /// <param name="beats">Beats in the window.</param>
    /// <param name="orderNeeded">The order that a set must carry to count.</param>
    /// <returns>Evidence in nats, at least 0.</returns>
    public double Close(double middle, int beats, double orderNeeded)
    {
        int live = 0;
        double total = 0;
        for (int i = 0; i < _slots; i++)
        {
            // A node heard in less than half of the window has no place in it.
            if (2 * _beats[i] < beats || _sum[i] == Complex.Zero)
            {
                _since[i] = double.NaN;
            }
            else
            {
                double place = _sum[i].Phase;
                if (double.IsNaN(_since[i]) || Math.Abs(Math.IEEERemainder(place - _anchor[i], Math.Tau)) > slipAngle)
                    (_anchor[i], _since[i]) = (place, middle);
                _key[live] = _since[i];
                _order[live++] = i;
            }

            total += _weight[i] / beats;
        }

        double evidence = Evidence(live, total, middle, beats, orderNeeded);
        Array.Clear(_sum);
        Array.Clear(_beats);
        Array.Clear(_weight);
        return evidence;
    }

    /// <summary>Forgets everything: after a gap in time nobody is known to have held.</summary>
    public void Forget()
    {
        Array.Clear(_sum);
        Array.Clear(_beats);
        Array.Clear(_weight);
        Array.Fill(_since, double.NaN);
    }

    private double Evidence(int live, double total, double middle, int beats, double orderNeeded)
    {
        if (live < 2 || !(total > 0)) return 0;
        MemoryExtensions.Sort(_key.AsSpan(0, live), _order.AsSpan(0, live));
        Complex carried = Complex.Zero;
        double logChoose = 0, best = 0;
        for (int k = 1; k <= live; k++)
        {
            int i = _order[k - 1];
            carried += _sum[i] / _beats[i] * (_weight[i] / beats);
            logChoose += Math.Log((double)(live - k + 1) / k);
            if (k < 2 || carried.Magnitude <= orderNeeded * total) continue;
            double ratio = spreadRadians * (middle - _key[k - 1]) / (4 * slipAngle);
            if (ratio > 1) best = Math.Max(best, (k - 1) * Math.Log(ratio) - logChoose);
        }

        return Math.Max(0, best - Math.Log(live - 1));
    }

    private void Resize(int slots)
    {
        if (slots > _sum.Length)
        {
            int old = _sum.Length, size = Math.Max(slots, 2 * old);
            Array.Resize(ref _sum, size);
            Array.Resize(ref _beats, size);
            Array.Resize(ref _weight, size);
            Array.Resize(ref _anchor, size);
            Array.Resize(ref _since, size);
            Array.Resize(ref _key, size);
            Array.Resize(ref _order, size);
            Array.Fill(_since, double.NaN, old, size - old);
        }

        // A slot that went is forgotten, so that whoever takes it next starts afresh.
        for (int i = slots; i < _slots; i++)
        {
            _since[i] = double.NaN;
            _sum[i] = Complex.Zero;
            _beats[i] = 0;
            _weight[i] = 0;
        }

        _slots = slots;
    }
}
