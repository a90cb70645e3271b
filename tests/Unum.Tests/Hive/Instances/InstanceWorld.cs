using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Packets;

namespace Unum.Tests.Hive.Instances;

/// <summary>Instances, authors and deltas made from a seed.</summary>
internal sealed class InstanceWorld : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);

    public VectorFrame Frame { get; } = new();

    public DateTimeOffset Now { get; set; } = Start;

    public override DateTimeOffset GetUtcNow() => Now;

    public static HiveKey Key(Random random)
    {
        byte[] scalar = new byte[32];
        random.NextBytes(scalar);
        scalar[0] &= 0x7F;
        return HiveKey.FromPrivate(scalar);
    }

    public HiveInstance Instance(Random random, HiveCharter? charter = null, HiveOptions? options = null, IContentStore? store = null) =>
        new(Key(random), Frame, store ?? new MemoryContentStore(), (options ?? new HiveOptions()) with { Charter = charter }, this);

    /// <summary>A point of a concept: every tenth coordinate is high, the rest noise.</summary>
    public static float[] Point(Random random, int concept)
    {
        float[] psi = new float[VectorFrame.Size];
        for (int i = 0; i < psi.Length; i++) psi[i] = (random.NextSingle() * .3f) + (i % 10 == concept ? 1 : 0);
        FisherSphere.Normalise(psi);
        return psi;
    }

    /// <summary>The direction of a few points of a concept.</summary>
    public static float[] Mean(Random random, int concept)
    {
        float[] mean = new float[VectorFrame.Size];
        for (int n = 0; n < 10; n++)
        {
            float[] point = Point(random, concept);
            for (int i = 0; i < mean.Length; i++) mean[i] += point[i];
        }

        FisherSphere.Normalise(mean);
        return mean;
    }

    public static uint Concept(int concept) => ModeId.ConceptOf(FormattableString.Invariant($"concept {concept}"));

    /// <summary>A parcel that says of each concept what its points look like; a lie says it of the next concept's.</summary>
    public static byte[] Say(Random random, HiveKey key, uint lamport, Digest256 parent = default, bool lie = false, int concepts = 10, int evidence = 20)
    {
        ModeRecord[] modes = [.. Enumerable.Range(0, concepts)
            .Select(k => new ModeRecord(ModeId.Of(Concept(k), 0), Evidence.Code(evidence), 240, ModeDirection.Of(Mean(random, lie ? (k + 3) % 10 : k), ModeForm.Dense)))
            .OrderBy(static m => m.Id)];
        return Parcel(key, new BasinDelta(ModeForm.Dense, parent, key.Author, lamport, 12, modes, []));
    }

    public static byte[] Parcel(HiveKey key, BasinDelta delta) => [.. key.Public.Span, .. delta.Sign(key)];

    public static Cid Name(byte[] parcel) => Cid.Of(CidCodec.Raw, parcel.AsSpan(HiveKey.PublicLength));

    public HivePanel Panel(Random random) => HivePanel.Of(Frame, Enumerable.Range(0, 700).Select(i => (Point(random, i % 10), Concept(i % 10))));
}
