using Unum.Femto.Core;

namespace Unum.Hive.Skills;

/// <summary>A skill learned from a text, before it is signed.</summary>
/// <param name="Skill">Of what, see <see cref="Packets.ModeId.ConceptOf"/>.</param>
/// <param name="Seed">Names the map from z to weights.</param>
/// <param name="Step">What one step of z means.</param>
/// <param name="Z">256 to 3,966 numbers.</param>
/// <param name="Gain">Bits per byte that it saves on <paramref name="HeldOut"/> beside the learner's own mind; may be negative.</param>
/// <param name="HeldOut">The last tenth of the text, at most 32 KiB of it: nothing was learned from it.</param>
public sealed record SkillLesson(uint Skill, uint Seed, float Step, sbyte[] Z, double Gain, ReadOnlyMemory<byte> HeldOut)
{
    /// <summary>Fewest bytes of a text.</summary>
    public const int LeastBytes = 2048;

    /// <summary>Most bytes of a text.</summary>
    public const int MostBytes = 500_000;

    /// <summary>Bytes of the smaller packet.</summary>
    public const int SmallBudget = 512;

    /// <summary>Bytes of the larger packet.</summary>
    public const int LargeBudget = SkillDelta.MostBytes;

    private const int HeldOutPart = 10;
    private const int MostMeasured = 32_768;

    /// <summary>Learns from the first nine tenths of a text and measures on the last.</summary>
    /// <param name="skill">Of what.</param>
    /// <param name="text">2,048 to 500,000 bytes.</param>
    /// <param name="budget">Bytes of the signed packet: 386 to 4,096.</param>
    /// <param name="core">What the skill is a difference to; not changed.</param>
    /// <param name="own">Makes the learner's own mind.</param>
    /// <param name="training">How; null is the usual way, about ten seconds of one core of a computer.</param>
    /// <param name="stopping">Ends it.</param>
    /// <exception cref="ArgumentException">The text is too short or too long, or the budget is none.</exception>
    public static SkillLesson Learn(uint skill, ReadOnlySpan<byte> text, int budget, CoreWeights core, Func<IByteReader> own, SkillTraining? training = null, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(core);
        ArgumentNullException.ThrowIfNull(own);
        if (text.Length is < LeastBytes or > MostBytes) throw new ArgumentException(FormattableString.Invariant($"The text has {text.Length} bytes; a skill is learned from {LeastBytes} to {MostBytes}."), nameof(text));
        if (budget is < SkillDelta.Overhead + SkillDelta.LeastZ or > SkillDelta.MostBytes) throw new ArgumentOutOfRangeException(nameof(budget), budget, "A packet has 386 to 4,096 bytes.");
        training ??= new SkillTraining();
        SkillSpace space = new(core, budget - SkillDelta.Overhead, (uint)training.Seed);
        int held = text.Length / HeldOutPart;
        sbyte[] z = training.Run(text[..^held], core, space, stopping);
        ReadOnlyMemory<byte> heldOut = text[^held..][..Math.Min(held, MostMeasured)].ToArray();
        double before = new SkilledMind(own()).Read(heldOut.Span);
        stopping.ThrowIfCancellationRequested();
        double after = new SkilledMind(own(), new CoreByteReader(space.With(z, training.Step))).Read(heldOut.Span);
        return new SkillLesson(skill, space.Seed, training.Step, z, before - after, heldOut);
    }
}
