using Unum.Hive.Geometry;
using Unum.Hive.Packets;

namespace Unum.Hive.Merging;

/// <summary>The weighted sum of everything that was said about one mode, in whole numbers: the order of adding cannot matter.</summary>
internal sealed class ModeSum(int dimension)
{
    private readonly long[] _sums = new long[dimension];
    private long _concentration;
    private long _weight;

    /// <summary>Observations, capped per delta, before trust.</summary>
    public long Observations { get; private set; }

    public void Add(in ModeRecord mode, ModeForm form, long observations, long weight)
    {
        mode.Direction.AddTo(_sums, form, weight);
        _concentration += mode.Concentration * weight;
        _weight += weight;
        Observations += observations;
    }

    public ModeRecord? Result(ModeId id, ModeForm form)
    {
        if (_weight == 0) return null;
        // Sums are below 2^62; a common shift keeps them exact in single precision's reach without changing their ratios by more than rounding.
        float[] psi = new float[_sums.Length];
        for (int i = 0; i < psi.Length; i++) psi[i] = (float)((double)_sums[i] / _weight);
        byte concentration = (byte)((_concentration + (_weight / 2)) / _weight);
        return new ModeRecord(id, Evidence.Code(Math.Max(1, Observations)), concentration, ModeDirection.Of(psi, form));
    }
}
