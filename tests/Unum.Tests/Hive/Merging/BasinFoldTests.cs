using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Merging;
using Unum.Hive.Packets;
using Unum.Tests.Hive.Packets;

namespace Unum.Tests.Hive.Merging;

public sealed class BasinFoldTests
{
    [Fact]
    public void Any_order_and_any_repetition_of_the_same_deltas_give_the_same_basin_bit_for_bit()
    {
        using HiveKey key = HiveKey.Create();
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            (Cid Cid, BasinDelta Delta)[] deltas = [.. Enumerable.Range(0, 12).Select(i => Named(Colliding(random, key, (uint)i + 1), key))];
            ModeRecord[] once = Fold(deltas);
            random.Shuffle(deltas);
            Assert.Equal(once, Fold([.. deltas, .. deltas, deltas[3]]));
            Assert.NotEqual(once, Fold(deltas[1..]));
        }
    }

    [Fact]
    public void The_merged_direction_is_the_evidence_weighted_mean_on_the_sphere()
    {
        using HiveKey key = HiveKey.Create();
        Random random = new(1);
        float[] a = Samples.Point(random, ModeForm.Dense), b = Samples.Point(random, ModeForm.Dense);
        ModeId id = ModeId.Of(ModeId.ConceptOf("cat"), 0);
        BasinDelta One(float[] psi, byte code) => new(ModeForm.Dense, default, key.Author, 1, 12, [new ModeRecord(id, code, 200, ModeDirection.Of(psi, ModeForm.Dense))], []);
        ModeRecord merged = Assert.Single(Fold([Named(One(a, 16), key), Named(One(b, 32), key)])); // 4 and 16 observations

        float[] expected = new float[64], ea = new float[64], eb = new float[64], got = new float[64];
        ModeDirection.Of(a, ModeForm.Dense).Expand(ea, ModeForm.Dense);
        ModeDirection.Of(b, ModeForm.Dense).Expand(eb, ModeForm.Dense);
        for (int i = 0; i < 64; i++) expected[i] = (4 * ea[i]) + (16 * eb[i]);
        FisherSphere.Normalise(expected);
        merged.Direction.Expand(got, ModeForm.Dense);
        Assert.InRange(FisherSphere.Angle(expected, got), 0, .08); // what four bits a coordinate can say
        Assert.Equal(20, Evidence.Count(merged.EvidenceCode), 1.0);
    }

    [Fact]
    public void One_author_cannot_claim_more_observations_than_the_cap()
    {
        using HiveKey key = HiveKey.Create();
        Random random = new(2);
        float[] honest = Samples.Point(random, ModeForm.Dense), loud = Samples.Point(random, ModeForm.Dense);
        ModeId id = ModeId.Of(ModeId.ConceptOf("cat"), 0);
        ModeRecord Mode(float[] psi, byte code) => new(id, code, 200, ModeDirection.Of(psi, ModeForm.Dense));
        BasinDelta Delta(ModeRecord mode, uint lamport) => new(ModeForm.Dense, default, key.Author, lamport, 12, [mode], []);
        ModeRecord capped = Fold([Named(Delta(Mode(honest, 96), 1), key), Named(Delta(Mode(loud, 96), 2), key)])[0];
        ModeRecord shouted = Fold([Named(Delta(Mode(honest, 96), 1), key), Named(Delta(Mode(loud, 255), 2), key)])[0];
        Assert.Equal(BasinFold.EvidenceCap, Evidence.Count(96));
        Assert.Equal(capped, shouted);
    }

    private static ModeRecord[] Fold(IEnumerable<(Cid Cid, BasinDelta Delta)> deltas)
    {
        BasinFold fold = new(new VectorFrame());
        foreach ((Cid cid, BasinDelta delta) in deltas) fold.Add(cid, delta);
        return [.. fold.Modes()];
    }

    private static (Cid Cid, BasinDelta Delta) Named(BasinDelta delta, HiveKey key) => (Cid.Of(CidCodec.Raw, delta.Sign(key)), delta);

    /// <summary>Deltas about few modes, so that they meet.</summary>
    private static BasinDelta Colliding(Random random, HiveKey key, uint lamport) => Samples.Delta(random, key, lamport: lamport) with
    {
        Modes = [.. Enumerable.Range(0, 5).Select(i => new ModeRecord(ModeId.Of(ModeId.ConceptOf("digit"), i), (byte)random.Next(120), 200, ModeDirection.Of(Samples.Point(random, ModeForm.Dense), ModeForm.Dense)))],
    };
}
