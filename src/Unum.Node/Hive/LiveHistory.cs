using Unum.Hive.Content;
using Unum.Hive.History;
using Unum.Hive.Identity;
using Unum.Hive.Instances;

namespace Unum.Node.Hive;

/// <summary>
/// The history that a node writes while it lives: a version for every step of its basins, in the store that the gateway serves. It is also what the node comes back from: the store may hold deltas that
/// are none of its sets', those of a demonstration for example.
/// </summary>
internal sealed class LiveHistory
{
    private readonly IContentStore _store;
    private readonly AuthorId _self;
    private readonly BasinHistory _history;
    private readonly Dictionary<Cid, (Cid Cid, uint Lamport)> _heads = []; // by charter

    public LiveHistory(IContentStore store, AuthorId self)
    {
        (_store, _self) = (store, self);
        _history = new BasinHistory(store);
        foreach (LoggedVersion logged in _history.Log(_history.Heads))
        {
            if (logged.Version.Author != self || CharterOf(logged.Version.Basin) is not { } charter) continue;
            if (!_heads.TryGetValue(charter, out (Cid Cid, uint Lamport) known) || known.Lamport < logged.Version.Lamport) _heads[charter] = (logged.Cid, logged.Version.Lamport);
        }
    }

    /// <summary>The deltas of a hive's set when the node was last alive.</summary>
    public IReadOnlyList<Cid> Deltas(Cid charter) => _heads.TryGetValue(charter, out (Cid Cid, uint Lamport) head) ? _history.DeltasBehind(head.Cid) : [];

    /// <summary>Versions of a hive, the latest first.</summary>
    public IReadOnlyList<LoggedVersion> Versions(Cid charter, int most) => _heads.TryGetValue(charter, out (Cid Cid, uint Lamport) head) ? [.. _history.Log(head.Cid).Take(most)] : [];

    /// <summary>Appends what came in.</summary>
    public void Append(HiveInstance instance, IReadOnlyList<SignedDelta> news, DateTimeOffset now)
    {
        Cid charter = instance.Charter.Id;
        bool first = !_heads.TryGetValue(charter, out (Cid Cid, uint Lamport) head);
        List<Cid> needs = [.. news.Select(static d => Cid.Of(CidCodec.Raw, d.Key.Span)).Distinct()];
        if (first) needs.Add(_store.Put(CidCodec.Raw, instance.Frame.Definition.Span));
        Cid basin = _store.Put(CidCodec.Raw, instance.BasinBlock());
        uint lamport = first ? 1 : head.Lamport + 1;
        BasinVersion version = new(first ? [] : [head.Cid], basin, [.. news.Select(static d => d.Cid)], _self, lamport, now.ToUnixTimeMilliseconds()) { Needs = needs };
        _heads[charter] = (_history.Append(version), lamport);
    }

    /// <summary>Whose basin a block is; null when it is no canonical basin.</summary>
    private Cid? CharterOf(Cid basin) => _store.TryGet(basin, out ReadOnlyMemory<byte> block) ? HiveBasin.CharterOf(block.Span) : null;
}
