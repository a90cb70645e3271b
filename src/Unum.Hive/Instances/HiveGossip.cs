using Unum.Hive.Content;
using Unum.Hive.Identity;

namespace Unum.Hive.Instances;

/// <summary>
/// Brings the sets of two instances together by their difference (anti-entropy, Demers et al., 1987): a sketch of 64 sums, the digests of the buckets that differ,
/// what is wanted of them, and the deltas both ways. Holds no state of a conversation, so lost, late, doubled and reordered messages do no harm: the next sketch begins anew. Not safe from several threads.
/// </summary>
public sealed class HiveGossip
{
    /// <summary>Most members remembered.</summary>
    public const int MostMembers = 4096;

    private const int MostRejected = 4096;
    private readonly HiveInstance _instance;
    private readonly Random _random;
    private readonly TimeProvider _time;
    private readonly Dictionary<AuthorId, (HiveMember Member, DateTimeOffset Heard)> _members = [];
    private readonly HashSet<Digest256> _rejected = [];
    private readonly Queue<Digest256> _rejectedOrder = new();

    /// <summary>The gossip of an instance.</summary>
    /// <param name="instance">Whose.</param>
    /// <param name="random">Chooses where lists begin.</param>
    /// <param name="time">Says who was heard lately.</param>
    public HiveGossip(HiveInstance instance, Random random, TimeProvider time) => (_instance, _random, _time) = (instance, random, time);

    private ulong Charter => _instance.Charter.Id.Digest.Prefix;

    /// <summary>Opens a conversation.</summary>
    public byte[] Begin() => Message(GossipKind.Sketch, m => m with { Sums = [.. _instance.Buckets.Select(static b => b.Sum)] });

    /// <summary>Hears a message.</summary>
    /// <returns>What to answer to its sender: nothing, one or two messages.</returns>
    /// <exception cref="FormatException">It is no gossip message of this hive; says why.</exception>
    public IReadOnlyList<byte[]> Hear(ReadOnlySpan<byte> bytes)
    {
        GossipMessage message = GossipMessage.Read(bytes);
        if (message.Charter != Charter) throw new FormatException("The sender's hive has another charter.");
        if (message.From.Author == _instance.Author) return []; // itself, by a roundabout way
        if (_members.Count < MostMembers || _members.ContainsKey(message.From.Author)) _members[message.From.Author] = (message.From, _time.GetUtcNow());
        return message.Kind switch
        {
            GossipKind.Sketch => Compare(message.Sums),
            GossipKind.Have => Answer(message),
            GossipKind.Want => Deliver(message.Digests.Select(_instance.Find).OfType<SignedDelta>()),
            _ => Take(message.Parcels),
        };
    }

    /// <summary>Itself and who was heard of within a time, by ascending name.</summary>
    public IReadOnlyList<HiveMember> Members(TimeSpan within)
    {
        DateTimeOffset since = _time.GetUtcNow() - within;
        return [.. _members.Values.Where(m => m.Heard >= since).Select(static m => m.Member).Append(_instance.Self).OrderBy(static m => m.Author.Value)];
    }

    private IReadOnlyList<byte[]> Compare(IReadOnlyList<ulong> sums)
    {
        ulong complete = 0;
        List<Digest256> listed = [];
        int start = _random.Next(GossipMessage.Buckets);
        bool differs = false;
        for (int k = 0; k < GossipMessage.Buckets; k++)
        {
            int bucket = (start + k) % GossipMessage.Buckets;
            GossipBucket own = _instance.Buckets[bucket];
            if (own.Sum == sums[bucket]) continue;
            differs = true;
            int room = GossipMessage.MostListed - listed.Count;
            if (own.Deltas.Count <= room)
            {
                complete |= 1ul << bucket;
                listed.AddRange(own.Deltas.Select(static d => d.Cid.Digest));
            }
            else
            {
                // The part begins anywhere, so that in time all of a crowded bucket is listed.
                int from = _random.Next(own.Deltas.Count);
                for (int i = 0; i < room; i++) listed.Add(own.Deltas[(from + i) % own.Deltas.Count].Cid.Digest);
                break;
            }
        }

        return differs ? [Message(GossipKind.Have, m => m with { Complete = complete, Digests = listed })] : [];
    }

    private List<byte[]> Answer(GossipMessage theirs)
    {
        List<byte[]> answers = [];
        HashSet<Digest256> have = [.. theirs.Digests];
        Digest256[] lacking = [.. theirs.Digests.Where(d => !_instance.Has(d) && !_instance.Holds(d) && !_rejected.Contains(d))];
        Digest256[] wanted = [.. _instance.Missing.Where(have.Contains).Concat(lacking).Distinct().Take(GossipMessage.MostParcels)];
        if (wanted.Length > 0) answers.Add(Message(GossipKind.Want, m => m with { Digests = wanted }));
        List<SignedDelta> given = [];
        for (int bucket = 0; bucket < GossipMessage.Buckets; bucket++)
        {
            if ((theirs.Complete >> bucket & 1) != 0) given.AddRange(_instance.Buckets[bucket].Deltas.Where(d => !have.Contains(d.Cid.Digest)));
        }

        answers.AddRange(Deliver(given));
        return answers;
    }

    /// <summary>Earlier numbers first, so that parents come before children.</summary>
    private IReadOnlyList<byte[]> Deliver(IEnumerable<SignedDelta> deltas)
    {
        ReadOnlyMemory<byte>[] parcels = [.. deltas.OrderBy(static d => d.Content.Lamport).ThenBy(static d => d.Cid).Take(GossipMessage.MostParcels).Select(static d => d.Parcel)];
        return parcels.Length == 0 ? [] : [Message(GossipKind.Deliver, m => m with { Parcels = parcels })];
    }

    private IReadOnlyList<byte[]> Take(IReadOnlyList<ReadOnlyMemory<byte>> parcels)
    {
        foreach (ReadOnlyMemory<byte> parcel in parcels)
        {
            // What was refused once is not examined again, nor counted again.
            Digest256? name = parcel.Length > HiveKey.PublicLength ? Cid.Of(CidCodec.Raw, parcel.Span[HiveKey.PublicLength..]).Digest : null;
            if (name is { } digest && _rejected.Contains(digest)) continue;
            if (_instance.Receive(parcel.Span) is { } refusal && name is { } refused && !_instance.Has(refused) && refusal.Reason is not (RefusalReason.ParentUnknown or RefusalReason.Full)) Reject(refused);
        }

        return [];
    }

    private void Reject(Digest256 digest)
    {
        if (!_rejected.Add(digest)) return;
        _rejectedOrder.Enqueue(digest);
        if (_rejectedOrder.Count > MostRejected) _rejected.Remove(_rejectedOrder.Dequeue());
    }

    private byte[] Message(GossipKind kind, Func<GossipMessage, GossipMessage> fill) => fill(new GossipMessage(kind, Charter, _instance.Self)).Write();
}
