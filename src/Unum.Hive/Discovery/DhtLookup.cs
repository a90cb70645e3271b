using System.Runtime.InteropServices;

namespace Unum.Hive.Discovery;

/// <summary>
/// One search (Kademlia, section 2.3): asks the nearest known contacts, alpha at a time, each of which names nearer ones, until the k nearest that answer have all been
/// asked. A state machine without clock or network: who drives it asks <see cref="Next"/> and tells what came of it.
/// </summary>
public sealed class DhtLookup
{
    private readonly int _width;
    private readonly int _parallel;
    private readonly List<Candidate> _candidates = []; // nearest first
    private readonly Dictionary<DhtId, Candidate?> _known = [];
    private readonly Dictionary<DhtId, byte[]> _records = [];
    private readonly int _wanted;
    private int _pending;

    /// <summary>A search for the nodes nearest to a key, or for records under it.</summary>
    /// <param name="target">The key.</param>
    /// <param name="self">Who searches, and is not asked itself.</param>
    /// <param name="start">Contacts to begin with.</param>
    /// <param name="options">Its k and alpha.</param>
    /// <param name="wanted">How many records end the search early; 0 looks for nodes only.</param>
    public DhtLookup(DhtId target, DhtId self, IEnumerable<DhtContact> start, DhtOptions options, int wanted = 0)
    {
        Target = target;
        _width = options.BucketSize;
        _parallel = options.Parallel;
        _wanted = wanted;
        _known.Add(self, null);
        Add(start, 1);
    }

    private enum CandidateState
    {
        New,
        Asked,
        Answered,
        Failed,
    }

    /// <summary>What is looked for.</summary>
    public DhtId Target { get; }

    /// <summary>Whether records are looked for.</summary>
    public bool WantsRecords => _wanted > 0;

    /// <summary>Requests made.</summary>
    public int Requests { get; private set; }

    /// <summary>Longest chain of who named whom among those that answered.</summary>
    public int Hops { get; private set; }

    /// <summary>Records found, one a node, as they came; verified by who told them.</summary>
    public IReadOnlyCollection<byte[]> Records => _records.Values;

    /// <summary>Whether nothing is left to ask.</summary>
    public bool IsDone => _pending == 0 && (IsSatisfied || Open() is null);

    private bool IsSatisfied => _wanted > 0 && _records.Count >= _wanted;

    /// <summary>The nearest nodes that answered, nearest first.</summary>
    public IEnumerable<DhtContact> Nearest => _candidates.Where(static c => c.State == CandidateState.Answered).Take(_width).Select(static c => c.Contact);

    /// <summary>Whom to ask now; each is taken to be asked.</summary>
    public IReadOnlyList<DhtContact> Next()
    {
        if (IsSatisfied) return [];
        List<DhtContact> ask = [];
        while (_pending < _parallel && Open() is { } candidate)
        {
            candidate.State = CandidateState.Asked;
            _pending++;
            Requests++;
            ask.Add(candidate.Contact);
        }

        return ask;
    }

    /// <summary>A contact answered.</summary>
    public void Answered(DhtId id, IEnumerable<DhtContact> contacts, IEnumerable<(DhtId Node, byte[] Record)> records)
    {
        if (Find(id) is not { State: CandidateState.Asked } from) return;
        from.State = CandidateState.Answered;
        _pending--;
        Hops = Math.Max(Hops, from.Depth);
        foreach ((DhtId node, byte[] record) in records) _records[node] = record;
        Add(contacts.Take(_width), from.Depth + 1);
    }

    /// <summary>A contact did not answer in time.</summary>
    public void Failed(DhtId id)
    {
        if (Find(id) is not { State: CandidateState.Asked } silent) return;
        silent.State = CandidateState.Failed;
        _pending--;
    }

    /// <summary>The nearest that has not been asked among the k nearest that have not failed; null when each of them was.</summary>
    private Candidate? Open()
    {
        int among = 0;
        foreach (Candidate candidate in _candidates)
        {
            if (candidate.State == CandidateState.New) return candidate;
            if (candidate.State != CandidateState.Failed && ++among == _width) return null;
        }

        return null;
    }

    private Candidate? Find(DhtId id) => _known.GetValueOrDefault(id);

    private void Add(IEnumerable<DhtContact> contacts, int depth)
    {
        foreach (DhtContact contact in contacts)
        {
            ref Candidate? candidate = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, contact.Id, out bool known);
            if (known) continue;
            candidate = new Candidate(contact, depth);
            int low = 0, high = _candidates.Count;
            while (low < high)
            {
                int middle = (low + high) / 2;
                if (Target.CompareDistance(_candidates[middle].Contact.Id, contact.Id) < 0) low = middle + 1;
                else high = middle;
            }

            _candidates.Insert(low, candidate);
        }
    }

    private sealed class Candidate(DhtContact contact, int depth)
    {
        public DhtContact Contact { get; } = contact;

        public int Depth { get; } = depth;

        public CandidateState State { get; set; }
    }
}
