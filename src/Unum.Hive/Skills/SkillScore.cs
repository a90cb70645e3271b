using Unum.Femto.Core;

namespace Unum.Hive.Skills;

/// <summary>How well a mind says what follows in a text, alone and with skills beside it. Both are guarded by an expert that gives every byte 1/256, so that not knowing costs 8 bits.</summary>
/// <param name="Own">Bits per byte of its own mind.</param>
/// <param name="WithSkills">Bits per byte with the skills.</param>
/// <param name="OwnBelief">Mean belief in its own mind over the text, 0 to 1.</param>
/// <param name="Beliefs">Mean belief in each skill that was read with, the highest first.</param>
/// <param name="NobodyBelief">Mean belief that nobody knows.</param>
public sealed record SkillScore(double Own, double WithSkills, double OwnBelief, IReadOnlyList<(SignedSkill Skill, double Belief)> Beliefs, double NobodyBelief)
{
    /// <summary>Skills that read along; of more, those that do best on samples of the text.</summary>
    public const int MostReaders = 16;

    private const int Samples = 4;
    private const int SampleBytes = 128;
    private const int BetweenQuestions = 1024;

    /// <summary>Reads a text.</summary>
    /// <param name="text">Any bytes.</param>
    /// <param name="own">Makes its own mind.</param>
    /// <param name="core">What the skills are a difference to.</param>
    /// <param name="skills">Any number.</param>
    /// <param name="stopping">Ends it.</param>
    public static SkillScore Of(ReadOnlySpan<byte> text, Func<IByteReader> own, CoreWeights core, IReadOnlyList<SignedSkill> skills, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(skills);
        SignedSkill[] chosen = skills.Count <= MostReaders ? [.. skills] : Choose(text, core, skills, stopping);
        SkilledMind alone = new(own()), together = new(own(), [.. chosen.Select(s => new CoreByteReader(s.Content.On(core)))]);
        double[] beliefs = new double[chosen.Length + 2];
        double ownBits = 0, bits = 0;
        for (int at = 0; at < text.Length; at++)
        {
            if (at % BetweenQuestions == 0) stopping.ThrowIfCancellationRequested();
            for (int i = 0; i < beliefs.Length; i++) beliefs[i] += together.Belief[i];
            ownBits += alone.Read(text[at]);
            bits += together.Read(text[at]);
        }

        int length = Math.Max(1, text.Length);
        return new SkillScore(
            ownBits / length, bits / length, beliefs[0] / length,
            [.. chosen.Select((s, i) => (s, beliefs[i + 1] / length)).OrderByDescending(static b => b.Item2)], beliefs[^1] / length);
    }

    /// <summary>What authors say of their skills proves nothing; a few hundred bytes of the text do.</summary>
    private static SignedSkill[] Choose(ReadOnlySpan<byte> text, CoreWeights core, IReadOnlyList<SignedSkill> skills, CancellationToken stopping)
    {
        (SignedSkill Skill, double Bits)[] tried = new (SignedSkill, double)[skills.Count];
        for (int i = 0; i < tried.Length; i++)
        {
            stopping.ThrowIfCancellationRequested();
            SkilledMind mind = new(new CoreByteReader(skills[i].Content.On(core)));
            double bits = 0;
            for (int sample = 0; sample < Samples; sample++)
            {
                int from = (int)((long)Math.Max(0, text.Length - SampleBytes) * sample / (Samples - 1));
                mind.Restart();
                bits += mind.Read(text[from..Math.Min(text.Length, from + SampleBytes)]);
            }

            tried[i] = (skills[i], bits);
        }

        return [.. tried.OrderBy(static t => t.Bits).ThenBy(static t => t.Skill.Cid).Take(MostReaders).Select(static t => t.Skill)];
    }
}
