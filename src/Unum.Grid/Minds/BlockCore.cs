using Unum.Femto.Core;

namespace Unum.Grid.Minds;

/// <summary>
/// What all block minds of a grid share: one trained core and the public hash that turns a block's z into a difference of weights.
/// Read-only after construction, so any number of threads may use it. Memory: about 60 KB, once.
/// </summary>
public sealed class BlockCore
{
    /// <summary>Signed bytes of skill a block owns, unless asked otherwise.</summary>
    public const int DefaultSkill = 64;

    /// <summary>log2 e: logits are kept in bits, so that surprise needs no conversion.</summary>
    internal const float BitsPerNat = 1.442695041f;

    /// <summary>A core with room for skills.</summary>
    /// <param name="weights">The trained core; copied.</param>
    /// <param name="skill">z per block, 16 to 512, a multiple of 16.</param>
    /// <param name="scale">What one step of z changes a weight by.</param>
    /// <param name="seed">Names the hash.</param>
    public BlockCore(CoreWeights weights, int skill = DefaultSkill, float scale = 1f / 256, uint seed = 1)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentOutOfRangeException.ThrowIfLessThan(skill, 16);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(skill, 512);
        if (skill % 16 != 0) throw new ArgumentOutOfRangeException(nameof(skill), skill, "The skill's size is a multiple of 16: it is worked on 16 at a time.");
        if (!(scale > 0) || !float.IsFinite(scale)) throw new ArgumentOutOfRangeException(nameof(scale), scale, "The scale must be above 0.");
        Weights = weights.Clone();
        (SkillSize, Scale, Seed) = (skill, scale, seed);
        Places = new short[CoreWeights.PacketCount];
        for (int i = 0; i < Places.Length; i++)
        {
            (int place, int sign) = Skill.At(i, seed, skill);
            Places[i] = (short)(sign > 0 ? place : ~place);
        }

        Embedding = new float[(CoreWeights.Symbols + 1) * CoreWeights.Width];
        Weights.Embedding.CopyTo(Embedding);
        BiasBits = new float[CoreWeights.Symbols];
        for (int i = 0; i < BiasBits.Length; i++) BiasBits[i] = Weights.Bias[i] * BitsPerNat;
    }

    /// <summary>The core that a newborn block has.</summary>
    public CoreWeights Weights { get; }

    /// <summary>Signed bytes of skill a block owns.</summary>
    public int SkillSize { get; }

    /// <summary>What one step of z changes a weight by.</summary>
    public float Scale { get; }

    /// <summary>Names the hash.</summary>
    public uint Seed { get; }

    /// <summary>Bytes of one mind's record: context, its length, steps and z.</summary>
    internal int Stride => BlockMind.HeaderBytes + SkillSize;

    /// <summary>For each weight of a packet the place in z, complemented where the sign is minus.</summary>
    internal short[] Places { get; }

    /// <summary>The embedding 257x16; the last row is zeros and stands for "no byte".</summary>
    internal float[] Embedding { get; }

    /// <summary>The output bias in bits.</summary>
    internal float[] BiasBits { get; }
}
