using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unum.Femto.Mixing;

/// <summary>
/// Gated logistic mixing (Mattern 2013; Mahoney's PAQ): several weight sets look at the same stretched inputs, each set picks one
/// weight vector by its own small context, and a second, smaller mixer weighs their answers.
/// <para>First layer: p_s = squash(w_s[c_s] . x); every set learns from its own error, w += rate (bit - p_s) x.</para>
/// <para>Second layer: p = squash(v[c] . stretch(p_s)), learned likewise.</para>
/// Layout: weights of set s start at its offset, one row of <c>inputs</c> floats per context, inputs padded to 16 (one Vector512).
/// Sums are taken in one fixed order, so the result is the same on every machine. Cost: 2 sets x inputs multiply-adds a bit.
/// </summary>
internal sealed class Mixer
{
    private readonly int _inputs;
    private readonly int _sets;
    private readonly int[] _offsets;
    private int[] _rows;
    private readonly float[] _weights;
    private float[] _x;
    private float[] _setP;
    private float[] _setSt;
    private readonly float[] _final;
    private int _finalRow;
    private float _p;

    /// <summary>A mixer of <paramref name="inputs"/> inputs; one weight set per entry of <paramref name="contexts"/>, with that many contexts each.</summary>
    public Mixer(int inputs, ReadOnlySpan<int> contexts, int finalContexts, float firstWeight)
    {
        _inputs = (inputs + 15) & ~15;
        _sets = contexts.Length;
        Invariant.Holds(_sets <= 16, "the second layer is one vector wide");
        _offsets = new int[_sets];
        _rows = new int[_sets];
        int total = 0;
        for (int s = 0; s < _sets; s++)
        {
            _offsets[s] = total;
            total += contexts[s] * _inputs;
        }

        _weights = new float[total];
        Array.Fill(_weights, firstWeight);
        _x = new float[_inputs];
        _setP = new float[16];
        _setSt = new float[16];
        _final = new float[finalContexts * 16];
        Array.Fill(_final, 1f / _sets);
    }

    /// <summary>Counted memory in bytes.</summary>
    public int Bytes => (_weights.Length + _x.Length + _setP.Length + _setSt.Length + _final.Length + _offsets.Length + _rows.Length) * sizeof(float);

    /// <summary>The learned weights of both layers, for saving.</summary>
    public (float[] First, float[] Second) Weights => (_weights, _final);

    /// <summary>Bytes that a reader's own inputs and answers take.</summary>
    public int ReaderBytes => (_x.Length + _setP.Length + _setSt.Length + _rows.Length) * sizeof(float);

    /// <summary>A mixer of the same weights with inputs of its own; neither may learn from then on.</summary>
    public Mixer Reader()
    {
        Mixer reader = (Mixer)MemberwiseClone();
        reader._rows = new int[_rows.Length];
        reader._x = new float[_x.Length];
        reader._setP = new float[_setP.Length];
        reader._setSt = new float[_setSt.Length];
        return reader;
    }

    /// <summary>Gives the first inputs of every row a weight to start from.</summary>
    public void Prefer(int inputs, float weight)
    {
        for (int row = 0; row < _weights.Length; row += _inputs) Array.Fill(_weights, weight, row, inputs);
    }

    /// <summary>The inputs of this bit; all of them are to be set before <see cref="Mix"/>.</summary>
    public Span<float> Inputs => _x;

    /// <summary>Chooses the weight vector of one set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Select(int set, int context) => _rows[set] = _offsets[set] + (context * _inputs);

    /// <summary>The mixed stretched probability that the next bit is 1.</summary>
    public float Mix(int finalContext)
    {
        ref float x = ref MemoryMarshal.GetArrayDataReference(_x);
        ref float w0 = ref MemoryMarshal.GetArrayDataReference(_weights);
        for (int s = 0; s < _sets; s++)
        {
            ref float w = ref Unsafe.Add(ref w0, _rows[s]);
            Vector512<float> sum = Vector512<float>.Zero;
            for (int i = 0; i < _inputs; i += 16)
                sum += Vector512.LoadUnsafe(ref x, (nuint)i) * Vector512.LoadUnsafe(ref w, (nuint)i);
            float st = Math.Clamp(Sum(sum), -Logistic.Limit, Logistic.Limit);
            _setSt[s] = st;
            _setP[s] = Logistic.Squash(st);
        }

        _finalRow = finalContext * 16;
        Vector512<float> last = Vector512.LoadUnsafe(ref _final[_finalRow]) * Vector512.LoadUnsafe(ref _setSt[0]);
        float mixed = Math.Clamp(Sum(last), -Logistic.Limit, Logistic.Limit);
        _p = Logistic.Squash(mixed);
        return mixed;
    }

    /// <summary>Learns from the bit that came.</summary>
    public void Learn(int bit, float rate, float finalRate)
    {
        ref float x = ref MemoryMarshal.GetArrayDataReference(_x);
        ref float w0 = ref MemoryMarshal.GetArrayDataReference(_weights);
        for (int s = 0; s < _sets; s++)
        {
            Vector512<float> step = Vector512.Create((bit - _setP[s]) * rate);
            ref float w = ref Unsafe.Add(ref w0, _rows[s]);
            for (int i = 0; i < _inputs; i += 16)
                (Vector512.LoadUnsafe(ref w, (nuint)i) + (Vector512.LoadUnsafe(ref x, (nuint)i) * step)).StoreUnsafe(ref w, (nuint)i);
        }

        ref float v = ref _final[_finalRow];
        (Vector512.LoadUnsafe(ref v) + (Vector512.LoadUnsafe(ref _setSt[0]) * Vector512.Create((bit - _p) * finalRate))).StoreUnsafe(ref v);
    }

    /// <summary>The sum of 16 floats in one order that does not depend on the machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Sum(Vector512<float> v)
    {
        Vector256<float> eight = v.GetLower() + v.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }
}
