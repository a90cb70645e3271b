using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Tests.Hive.Packets;

/// <summary>Packets made from a seed.</summary>
internal static class Samples
{
    public static ModeRecord[] Modes(Random random, int count, ModeForm form)
    {
        SortedSet<ModeId> ids = [];
        while (ids.Count < count) ids.Add(new ModeId((uint)random.Next(1 << 20)));
        return [.. ids.Select(id => new ModeRecord(id, (byte)random.Next(120), (byte)random.Next(256), ModeDirection.Of(Point(random, form), form)))];
    }

    public static float[] Point(Random random, ModeForm form)
    {
        float[] psi = new float[form == ModeForm.Dense ? VectorFrame.Size : TextFrame.Size];
        for (int i = 0; i < 40; i++) psi[random.Next(psi.Length)] = random.NextSingle();
        FisherSphere.Normalise(psi);
        return psi;
    }

    public static BasinDelta Delta(Random random, HiveKey key, ModeForm form = ModeForm.Dense, int modes = 10, uint lamport = 1) =>
        new(form, Cid.Of(CidCodec.Raw, [(byte)random.Next(256)]).Digest, key.Author, lamport, (byte)random.Next(30), Modes(random, modes, form), modes > 2 ? [new LinkRecord(0, 1, -17, 9), new LinkRecord(0, 2, 511, 255)] : []);

    public static BasinPacket Packet(Random random, HiveKey key, ModeForm form = ModeForm.Sparse) => new(
        form, Cid.Of(CidCodec.Raw, "frame"u8).Digest, Cid.Of(CidCodec.Raw, "parent"u8).Digest, default, key.Author, 7, 12, 230, 1_767_600_000, RunningCoupling.Default, (Half).25, "alpha", Modes(random, BasinPacket.MostModes, form),
        [.. Enumerable.Range(1, 87).Select(i => new LinkRecord(0, i, i - 44, (byte)i))]);
}
