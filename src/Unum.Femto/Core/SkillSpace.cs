using static Unum.Femto.Core.CoreWeights;

namespace Unum.Femto.Core;

/// <summary>
/// The public map from the d numbers of a learned difference to all 7,600 weights of a core: Delta_i = sign(i) unit(i) z[h(i) mod d].
/// Seed and d name the map, so no index is ever sent.
/// <para>
/// Algorithm: hashed sharing (Chen et al., HashedNets, ICML 2015) with places of their own for what moves most with the kind of text: the bias of the
/// 96 printable bytes (places 0 to 95), the shift scales and the gains (96 to 191); all other weights share the rest. A weight's unit is the root mean square of
/// its part of the base core (four times that for the bias), so one step of z is as much of one part as of another.
/// </para>
/// Memory: 8 bytes a weight. Plain arithmetic in one order: the same map on every machine.
/// </summary>
public sealed class SkillSpace
{
    /// <summary>Places that are not shared.</summary>
    public const int OwnPlaces = Printable + (6 * Width);

    /// <summary>Fewest numbers: the places that are not shared and some that are.</summary>
    public const int LeastDimensions = 256;

    /// <summary>Most numbers: one a weight.</summary>
    public const int MostDimensions = Count;

    private const int Printable = 96;
    private const int FirstPrintable = 32;
    private const float BiasUnits = 4;

    private static readonly int[] Parts = [ShiftAt, Gain1At, QkvAt, OutAt, SlopeAt, Gain2At, Up1At, Bias1At, Down2At, GainFAt, EmbeddingAt, BiasAt, Count];
    private readonly int[] _place = new int[Count];
    private readonly float[] _unit = new float[Count];
    private readonly CoreWeights _base;

    /// <summary>A space around a core.</summary>
    /// <param name="core">What differences are added to; kept and not changed.</param>
    /// <param name="dimensions">d, 256 to 7,600.</param>
    /// <param name="seed">Names the hash.</param>
    public SkillSpace(CoreWeights core, int dimensions, uint seed)
    {
        ArgumentNullException.ThrowIfNull(core);
        ArgumentOutOfRangeException.ThrowIfLessThan(dimensions, LeastDimensions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, MostDimensions);
        (_base, Dimensions, Seed) = (core, dimensions, seed);
        for (int part = 0; part + 1 < Parts.Length; part++)
        {
            ReadOnlySpan<float> weights = core.Values.AsSpan(Parts[part]..Parts[part + 1]);
            double squares = 0;
            foreach (float w in weights) squares += (double)w * w;
            float unit = (float)Math.Sqrt(squares / weights.Length) * (Parts[part] == BiasAt ? BiasUnits : 1);
            for (int i = Parts[part]; i < Parts[part + 1]; i++) (_place[i], _unit[i]) = Hashed(i, unit);
        }

        for (int b = 0; b < Printable; b++) Own(BiasAt + FirstPrintable + b, b);
        int own = Printable;
        foreach (int part in (int[])[ShiftAt, ShiftAt + Width, ShiftAt + (2 * Width), Gain1At, Gain2At, GainFAt])
        {
            for (int i = 0; i < Width; i++) Own(part + i, own++);
        }
    }

    /// <summary>d.</summary>
    public int Dimensions { get; }

    /// <summary>Names the hash.</summary>
    public uint Seed { get; }

    /// <summary>The core with a difference.</summary>
    /// <param name="z">d numbers.</param>
    /// <param name="step">What one step of z means in units, above 0.</param>
    public CoreWeights With(ReadOnlySpan<sbyte> z, float step)
    {
        CoreWeights changed = _base.Clone();
        Apply(z, step, changed);
        return changed;
    }

    /// <summary>target = base + difference, over all weights.</summary>
    /// <param name="z">d numbers.</param>
    /// <param name="step">What one step of z means in units, above 0.</param>
    /// <param name="target">Overwritten.</param>
    public void Apply(ReadOnlySpan<sbyte> z, float step, CoreWeights target)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentOutOfRangeException.ThrowIfNotEqual(z.Length, Dimensions, nameof(z));
        if (!(step > 0) || !float.IsFinite(step)) throw new ArgumentOutOfRangeException(nameof(step), step, "A step must be above 0.");
        for (int i = 0; i < Count; i++) target.Values[i] = _base.Values[i] + (_unit[i] * (z[_place[i]] * step));
    }

    /// <summary>The gradient by each z (in units, not steps), from the gradient by each weight: the map read the other way.</summary>
    /// <param name="weights">7,600 numbers.</param>
    /// <param name="z">At least d numbers, overwritten.</param>
    public void Gather(ReadOnlySpan<float> weights, Span<float> z)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, Count, nameof(weights));
        ArgumentOutOfRangeException.ThrowIfLessThan(z.Length, Dimensions, nameof(z));
        z.Clear();
        for (int i = 0; i < Count; i++) z[_place[i]] += _unit[i] * weights[i];
    }

    private (int Place, float Unit) Hashed(int i, float unit)
    {
        ulong h = Chance.Scramble(((ulong)Seed << 32) + (uint)i + 0x9E3779B97F4A7C15);
        return (OwnPlaces + (int)(((h >> 32) * (ulong)(Dimensions - OwnPlaces)) >> 32), (h & 1) == 0 ? unit : -unit);
    }

    private void Own(int weight, int place) => (_place[weight], _unit[weight]) = (place, MathF.Abs(_unit[weight]));
}
