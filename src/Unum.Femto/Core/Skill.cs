namespace Unum.Femto.Core;

/// <summary>
/// A small learned difference to a core: <c>Delta_i = scale * sign(i) z[h(i) mod d]</c> for each of the 3,248 weights of a packet
/// (hashed subspace), z one signed byte each. Nothing but z, the seed and the scale needs to be sent or kept: the hash is public.
/// </summary>
/// <remarks>Memory: d bytes. The embedding and the output bias are left as they are.</remarks>
public sealed class Skill
{
    private readonly sbyte[] _z;

    /// <summary>A skill that changes nothing.</summary>
    /// <param name="dimensions">d, 1 to 3,248.</param>
    /// <param name="seed">Names the hash.</param>
    /// <param name="scale">What one step of z means, above 0.</param>
    public Skill(int dimensions, uint seed = 1, float scale = 1f / 256)
        : this(new sbyte[Checked(dimensions)], seed, scale)
    {
    }

    /// <summary>A skill from its z.</summary>
    /// <param name="z">Kept, not copied.</param>
    /// <param name="seed">Names the hash.</param>
    /// <param name="scale">What one step of z means, above 0.</param>
    public Skill(sbyte[] z, uint seed = 1, float scale = 1f / 256)
    {
        ArgumentNullException.ThrowIfNull(z);
        Checked(z.Length);
        if (!(scale > 0) || !float.IsFinite(scale)) throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be above 0.");
        (_z, Seed, Scale) = (z, seed, scale);
    }

    /// <summary>The learned numbers.</summary>
    public Span<sbyte> Z => _z;

    /// <summary>Names the hash.</summary>
    public uint Seed { get; }

    /// <summary>What one step of z means.</summary>
    public float Scale { get; }

    /// <summary>Which z weight <paramref name="i"/> takes, and its sign.</summary>
    /// <param name="i">0 to 3,247.</param>
    /// <param name="seed">Names the hash.</param>
    /// <param name="dimensions">d.</param>
    public static (int Place, int Sign) At(int i, uint seed, int dimensions)
    {
        ulong h = Chance.Scramble(((ulong)seed << 32) + (uint)i + 0x9E3779B97F4A7C15);
        return ((int)(((h >> 32) * (ulong)dimensions) >> 32), (h & 1) == 0 ? 1 : -1);
    }

    /// <summary>target = base + Delta on the weights of a packet.</summary>
    /// <param name="packet">3,248 weights to start from.</param>
    /// <param name="target">3,248 weights to write; may be the same.</param>
    public void Apply(ReadOnlySpan<float> packet, Span<float> target)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(packet.Length, CoreWeights.PacketCount, nameof(packet));
        ArgumentOutOfRangeException.ThrowIfNotEqual(target.Length, CoreWeights.PacketCount, nameof(target));
        for (int i = 0; i < packet.Length; i++)
        {
            (int place, int sign) = At(i, Seed, _z.Length);
            target[i] = packet[i] + (sign * _z[place] * Scale);
        }
    }

    /// <summary>A core with this skill.</summary>
    public CoreWeights On(CoreWeights birth)
    {
        ArgumentNullException.ThrowIfNull(birth);
        CoreWeights changed = birth.Clone();
        Apply(birth.Packet, changed.Packet);
        return changed;
    }

    /// <summary>The gradient by each z, from the gradient by each weight: the hash read the other way.</summary>
    /// <param name="weights">Gradient by the 3,248 weights of a packet.</param>
    /// <param name="z">d numbers, overwritten.</param>
    public void Gather(ReadOnlySpan<float> weights, Span<float> z)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(weights.Length, CoreWeights.PacketCount, nameof(weights));
        ArgumentOutOfRangeException.ThrowIfNotEqual(z.Length, _z.Length, nameof(z));
        z.Clear();
        for (int i = 0; i < weights.Length; i++)
        {
            (int place, int sign) = At(i, Seed, _z.Length);
            z[place] += sign * Scale * weights[i];
        }
    }

    private static int Checked(int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(dimensions, CoreWeights.PacketCount);
        return dimensions;
    }
}
