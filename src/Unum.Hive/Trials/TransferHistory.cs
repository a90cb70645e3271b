using System.Security.Cryptography;
using System.Text;
using Unum.Hive.Content;
using Unum.Hive.History;
using Unum.Hive.Identity;
using Unum.Hive.Merging;
using Unum.Hive.Packets;

namespace Unum.Hive.Trials;

/// <summary>
/// Keeps what two nodes of a <see cref="TransferTrial"/> said as a history: the receiver's own deltas one after another, the giver's delta beside them, and the join of
/// both. The keys come from the seed, so the same trial is kept once.
/// </summary>
/// <param name="store">Where to.</param>
/// <param name="time">For the versions' times.</param>
public sealed class TransferHistory(IContentStore store, TimeProvider time)
{
    private const byte Capacity = 12;
    private readonly BasinHistory _history = new(store);

    /// <summary>The joins of the trials kept or found there, in the order in which they ran.</summary>
    public IList<Cid> Joins { get; } = [];

    /// <summary>The key of one of a trial's nodes: anybody can make it from the seed, so it proves nothing outside of the trial.</summary>
    internal static HiveKey Key(string data, int seed, string role) =>
        HiveKey.FromPrivate(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"unum transfer trial {data} {seed} {role}"))));

    /// <summary>Keeps a trial.</summary>
    /// <param name="data">What was learned.</param>
    /// <param name="seed">Of the trial.</param>
    /// <param name="said">The receiver's own modes, a list for each delta.</param>
    /// <param name="delta">What the giver signed.</param>
    /// <param name="quality">Of the receiver after the join, 0 to 1.</param>
    internal void Record(Labelled data, int seed, IReadOnlyList<IReadOnlyList<ModeRecord>> said, byte[] delta, double quality)
    {
        using HiveKey receiver = Key(data.Name, seed, "receiver"), giver = Key(data.Name, seed, "giver");
        if (_history.Heads.Where(h => _history.Get(h).Author == receiver.Author).Cast<Cid?>().FirstOrDefault() is { } known)
        {
            Joins.Add(known);
            return;
        }

        Cid frame = store.Put(CidCodec.Raw, data.Frame.Definition.Span);
        BasinFold all = new(data.Frame), taught = new(data.Frame);
        Cid[] parents = [];
        Digest256 basin = default;
        uint lamport = 0;
        foreach (IReadOnlyList<ModeRecord> modes in said)
        {
            byte[] own = new BasinDelta(data.Frame.Form, basin, receiver.Author, ++lamport, Capacity, modes, []).Sign(receiver);
            Cid name = Add(all, own);
            Cid packet = Packet(data, all, receiver, lamport, basin, default, 0);
            parents = [Append(parents, packet, [name], receiver, lamport, parents.Length == 0 ? [frame, Public(receiver)] : [])];
            basin = packet.Digest;
        }

        Cid told = Add(taught, delta);
        Add(all, delta);
        Cid other = Packet(data, taught, giver, 1, default, default, 0);
        Cid side = Append([], other, [told], giver, 1, [frame, Public(giver)]);
        Cid joined = Packet(data, all, receiver, ++lamport, basin, other.Digest, quality);
        Joins.Add(Append([.. parents, side], joined, [], receiver, lamport, []));
    }

    private Cid Public(HiveKey key) => store.Put(CidCodec.Raw, key.Public.Span);

    private Cid Add(BasinFold fold, byte[] delta)
    {
        Cid cid = store.Put(CidCodec.Raw, delta);
        fold.Add(cid, BasinDelta.Read(delta));
        return cid;
    }

    private Cid Packet(Labelled data, BasinFold fold, HiveKey author, uint lamport, Digest256 first, Digest256 second, double quality)
    {
        // Every mode was said by one delta, so the packet writes it as that delta did: no error.
        IReadOnlyList<ModeRecord> modes = fold.Modes();
        BasinPacket packet = new(
            data.Frame.Form, data.Frame.Id.Digest, first, second, author.Author, lamport, Capacity, (byte)Math.Round(255 * quality), (uint)time.GetUtcNow().ToUnixTimeSeconds(),
            RunningCoupling.Default, Half.Zero, data.Name, modes, fold.Links(modes));
        return store.Put(CidCodec.Raw, packet.Sign(author));
    }

    private Cid Append(Cid[] parents, Cid basin, Cid[] deltas, HiveKey author, uint lamport, Cid[] needs) =>
        _history.Append(new BasinVersion(parents, basin, deltas, author.Author, lamport, time.GetUtcNow().ToUnixTimeMilliseconds()) { Needs = needs });
}
