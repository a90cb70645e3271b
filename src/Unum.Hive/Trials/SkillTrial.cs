using Unum.Femto.Births;
using Unum.Femto.Core;
using Unum.Hive.Identity;
using Unum.Hive.Packets;
using Unum.Hive.Skills;

namespace Unum.Hive.Trials;

/// <summary>
/// Node A learns a kind of text that node B never saw and sends the skill in a few hundred signed bytes; B keeps its own mind and runs the skill beside it. How much of
/// what A gained does B gain, and what does B lose of its own?
/// </summary>
public sealed class SkillTrial
{
    /// <summary>Bytes of the small delta.</summary>
    public const int SmallBytes = 500;

    /// <summary>Bytes of the large delta.</summary>
    public const int LargeBytes = SkillDelta.MostBytes;

    private const int OwnBytes = 32_768;
    private static readonly int[] RawSteps = [20, 60, 200];
    private readonly CoreWeights _birth = BirthCore.Load();
    private readonly byte[] _own;
    private readonly SkillText _text;
    private readonly int _seed;
    private readonly double _giver;
    private readonly double _giverAlone;

    /// <summary>Trains the giver.</summary>
    /// <param name="text">What it learns.</param>
    /// <param name="seed">Which windows are drawn, which hash is used.</param>
    /// <param name="stopping">Ends it.</param>
    public SkillTrial(SkillText text, int seed, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        (_text, _seed) = (text, seed);
        byte[] plays = DefaultBirth.Text();
        _own = plays[^OwnBytes..];
        CoreWeights giver = new CoreTraining { Steps = 2000, Batch = 64, Rate = 5e-3, Seed = (ulong)seed }.Run(text.Train, start: _birth.Clone(), stopping: stopping);
        _giver = new SkilledMind(new CoreByteReader(giver)).Read(text.Test);
        _giverAlone = CoreScore.BitsPerByte(giver, text.Test, stopping: stopping);
    }

    /// <summary>The skill, trained in the numbers that are sent, signed.</summary>
    /// <param name="bytes">Of the whole delta: 386 to 4,096.</param>
    /// <param name="stopping">Ends it.</param>
    public byte[] Give(int bytes, CancellationToken stopping = default)
    {
        using HiveKey key = HiveKey.Create();
        SkillSpace space = new(_birth, bytes - SkillDelta.Overhead, (uint)_seed);
        SkillTraining training = new() { Seed = (ulong)_seed };
        sbyte[] z = training.Run(_text.Train, _birth, space, stopping);
        return new SkillDelta(SkillDelta.NameOf(_birth), key.Author, 1, 13, ModeId.ConceptOf(_text.Name), space.Seed, (Half)training.Step, Half.Zero, z).Sign(key);
    }

    /// <summary>A receiver of one kind takes the skill.</summary>
    /// <param name="packet">From <see cref="Give"/>.</param>
    /// <param name="substrate">Name of the kind.</param>
    /// <param name="own">Makes the receiver's own mind.</param>
    public SkillReport Take(byte[] packet, string substrate, Func<IByteReader> own)
    {
        ArgumentNullException.ThrowIfNull(own);
        SkillDelta delta = SkillDelta.Read(packet);
        sbyte[] shuffled = delta.Z.ToArray();
        new Random(_seed).Shuffle(shuffled);
        double alone = Alone(own(), _text.Test), before = With(own), after = With(own, delta.On(_birth));
        double raw = RawSteps.Min(steps => With(own, Fed(packet.Length, steps)));
        double ownBefore = Alone(own(), _own), ownAfter = new SkilledMind(own(), new CoreByteReader(delta.On(_birth))).Read(_own);
        return new SkillReport(
            _text.Name, substrate, own().Parameters, _seed, packet.Length, _giver, before, after, (before - after) / (before - _giver), alone, (alone - after) / (alone - _giverAlone),
            raw, With(own, (delta with { Z = shuffled }).On(_birth)), ownBefore, ownAfter, ownAfter - ownBefore);
    }

    /// <summary>A receiver that is a core of its own.</summary>
    public SkillReport Take(byte[] packet) => Take(packet, "core", () => new CoreByteReader(_birth));

    private double With(Func<IByteReader> own, CoreWeights? skill = null) => (skill is null ? new SkilledMind(own()) : new SkilledMind(own(), new CoreByteReader(skill))).Read(_text.Test);

    private CoreWeights Fed(int bytes, int steps) => new CoreTraining { Steps = steps, Batch = 16, Rate = 5e-3, WarmUp = 10, Seed = (ulong)_seed }.Run(_text.Train.AsSpan(0, bytes), start: _birth.Clone());

    private static double Alone(IByteReader mind, byte[] text)
    {
        float[] next = new float[CoreWeights.Symbols];
        double bits = 0;
        foreach (byte b in text)
        {
            mind.NextByte(next);
            bits -= Math.Log2(Math.Max(next[b], 1e-30f));
            mind.Read(b);
        }

        return bits / text.Length;
    }
}
