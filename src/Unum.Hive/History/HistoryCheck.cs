using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Hive.History;

/// <summary>
/// One check of everything behind a version. Links are followed to versions first, so that every public key that a version brings is known before a signature
/// is looked at; then each basin and delta is checked once.
/// </summary>
internal sealed class HistoryCheck(IContentStore store, Cid head) : IDisposable
{
    private readonly List<HistoryFault> _faults = [];
    private readonly HashSet<Cid> _checked = [];
    private readonly Dictionary<AuthorId, List<HiveKey>> _keys = [];
    private readonly Dictionary<Cid, uint> _lamports = [];
    private readonly List<LoggedVersion> _versions = [];
    private readonly HashSet<Cid> _deltas = [];
    private readonly HashSet<Cid> _basins = [];
    private readonly HashSet<Cid> _needs = [];
    private long _bytes;
    private int _signatures;
    private int _bare;

    public HistoryReport Run()
    {
        Stack<Cid> waiting = new([head]);
        while (waiting.TryPop(out Cid cid))
        {
            if (_lamports.ContainsKey(cid) || !TryLoad(cid, out ReadOnlyMemory<byte> block)) continue;
            try
            {
                BasinVersion version = BasinVersion.Read(block.Span);
                _lamports.Add(cid, version.Lamport);
                _versions.Add(new LoggedVersion(cid, version));
                foreach (Cid parent in version.Parents) waiting.Push(parent);
            }
            catch (PacketException e)
            {
                Fault(cid, "It is linked as a version and is none: " + e.Message);
            }
        }

        foreach (LoggedVersion logged in _versions) Needs(logged.Version);
        foreach (LoggedVersion logged in _versions) Check(logged);
        return new HistoryReport(head, _versions.Count, _deltas.Count, _signatures, _bare, _checked.Count, _bytes, _faults);
    }

    public void Dispose()
    {
        foreach (HiveKey key in _keys.Values.SelectMany(static k => k)) key.Dispose();
    }

    private void Needs(BasinVersion version)
    {
        foreach (Cid need in version.Needs)
        {
            if (!_needs.Add(need) || !TryLoad(need, out ReadOnlyMemory<byte> block) || block.Length != HiveKey.PublicLength) continue;
            try
            {
                HiveKey key = HiveKey.FromPublic(block.Span);
                if (!_keys.TryGetValue(key.Author, out List<HiveKey>? keys)) _keys.Add(key.Author, keys = []);
                keys.Add(key);
            }
            catch (FormatException)
            {
                // 33 bytes that are no point of the curve: some other need.
            }
        }
    }

    private void Check(LoggedVersion logged)
    {
        foreach (Cid parent in logged.Version.Parents)
        {
            if (_lamports.TryGetValue(parent, out uint before) && before >= logged.Version.Lamport)
                Fault(logged.Cid, FormattableString.Invariant($"Its lamport {logged.Version.Lamport} is not above {before} of its parent {parent}."));
        }

        if (_basins.Add(logged.Version.Basin) && TryLoad(logged.Version.Basin, out ReadOnlyMemory<byte> basin)) CheckSigned(logged.Version.Basin, basin.Span, isDelta: false);
        foreach (Cid delta in logged.Version.Deltas)
        {
            if (_deltas.Add(delta) && TryLoad(delta, out ReadOnlyMemory<byte> block)) CheckSigned(delta, block.Span, isDelta: true);
        }
    }

    private void CheckSigned(Cid cid, ReadOnlySpan<byte> block, bool isDelta)
    {
        try
        {
            if (!SignedBlock.TryRead(block, out SignedBlock? read))
            {
                if (isDelta) Fault(cid, "It is linked as a delta and is of no kind whose signature can be checked.");
                else _bare++;
                return;
            }

            if (isDelta == read.Basin is not null) Fault(cid, isDelta ? "It is linked as a delta and is a basin." : "It is linked as a basin and is a delta.");
            else if (!_keys.TryGetValue(read.Author, out List<HiveKey>? keys)) Fault(cid, $"No version brings the public key of its author {read.Author}: its signature cannot be checked.");
            else if (Holds(read, keys, block)) _signatures++;
            else Fault(cid, $"The signature is not of its author {read.Author}.");
        }
        catch (PacketException e)
        {
            Fault(cid, e.Message);
        }
    }

    private static bool Holds(SignedBlock read, List<HiveKey> keys, ReadOnlySpan<byte> block)
    {
        foreach (HiveKey key in keys)
        {
            if (read.IsSignedBy(block, key)) return true;
        }

        return false;
    }

    /// <summary>A block with its hash checked here, whatever the store checks itself.</summary>
    private bool TryLoad(Cid cid, out ReadOnlyMemory<byte> block)
    {
        block = default;
        try
        {
            if (!store.TryGet(cid, out block)) Fault(cid, "It is linked and not in the store.");
            else if (!cid.Matches(block.Span)) Fault(cid, "Its bytes are not those of its name.");
            else
            {
                if (_checked.Add(cid)) _bytes += block.Length;
                return true;
            }
        }
        catch (InvalidDataException e)
        {
            Fault(cid, e.Message);
        }

        return false;
    }

    private void Fault(Cid cid, string what)
    {
        HistoryFault fault = new(cid, what);
        if (_faults.Count < HistoryReport.MostFaults && !_faults.Contains(fault)) _faults.Add(fault);
    }
}
