using System.Diagnostics.CodeAnalysis;
using Unum.Fabric.Storage;
using Unum.Hive.Concepts;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.History;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Packets;
using Unum.Hive.Skills;
using Unum.Node.Reporting;

namespace Unum.Node.Hive;

/// <summary>
/// The hive as one node has it: an instance for vectors and one for texts under one key, their deltas on disk, and the exchange with the other processes of the mesh.
/// Safe from any thread: one lock, held for the time of one step.
/// </summary>
internal sealed class HiveService : IAsyncDisposable
{
    /// <summary>Observations are shared by themselves once none has come for so long.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private const int StepsAfterNews = 44; // .9^44 is a hundredth: the working copy has arrived
    private const byte CoreSize = 12; // of the birth core's 7,600 weights
    private const double LeastKnown = .1;
    private const int RefusalsTold = 16;
    private const int MostTold = 128; // links: what a basin packet holds
    private const string Blocks = "blocks";
    private static readonly TimeSpan Presence = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly HiveKey _key;
    private readonly IContentStore _store;
    private readonly LiveHistory _history;
    private readonly HiveLine[] _lines;
    private readonly ConceptNames _names;
    private readonly Dictionary<Cid, DateTimeOffset> _acceptedAt = [];
    private readonly TimeProvider _time;
    private readonly string? _folder;
    private readonly Uptime _uptime;
    private Action<object>? _watchers;
    private long? _observedAt; // null when nothing waits to be shared
    private long _recognised;

    private HiveService(HiveKey key, IContentStore store, string? folder, int seed, IReadOnlyList<HiveCharter> charters, TimeProvider time)
    {
        (_key, _store, _folder, _time) = (key, store, folder, time);
        _history = new LiveHistory(store, key.Author);
        _names = new ConceptNames(store);
        _lines = [Line(HiveLine.Vector, HiveLine.VectorFrame, seed, charters), Line(HiveLine.Text, HiveLine.TextFrame, seed + 1, charters)];
        foreach (HiveLine line in _lines)
        {
            line.Instance.Restore(_history.Deltas(line.Instance.Charter.Id));
            foreach (SignedDelta delta in line.Instance.Accepted) _acceptedAt[delta.Cid] = time.GetUtcNow();
        }

        _uptime = new Uptime(folder is null ? null : Path.Combine(folder, "uptime"), time);
        Skills = new HiveSkills(key, store, folder, Find(HiveLine.Text).Instance.Charter, time, Announce);
    }

    /// <summary>Its name in the hive.</summary>
    public AuthorId Author => _key.Author;

    /// <summary>What it and others learned of kinds of text.</summary>
    public HiveSkills Skills { get; }

    /// <summary>Something new is there to be told.</summary>
    public SemaphoreSlim News { get; } = new(0, 1);

    /// <summary>Who else is there; the exchange sets it.</summary>
    public Func<IReadOnlyList<HivePeer>> Peers { get; set; } = static () => [];

    /// <summary>Opens what a folder holds, or begins anew; when another process holds the folder, a folder of this node's own beside it.</summary>
    /// <param name="folder">Null keeps nothing beyond this process.</param>
    /// <param name="name">The node's.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="charters">At most one a frame; a line without one is an open hive.</param>
    /// <exception cref="InvalidDataException">What is there is damaged; it is left as it is.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The service owns what it is made of.")]
    public static HiveService Open(string? folder, string name, TimeProvider time, IReadOnlyList<HiveCharter>? charters = null)
    {
        int seed = unchecked((int)time.GetTimestamp());
        if (folder is null) return new HiveService(HiveKey.Create(), new MemoryContentStore(), null, seed, charters ?? [], time);
        FileContentStore store;
        try
        {
            store = FileContentStore.Open(Path.Combine(folder, Blocks));
        }
        catch (StorageRefusedException)
        {
            folder = Path.Combine(Path.GetDirectoryName(folder)!, name, Path.GetFileName(folder));
            store = FileContentStore.Open(Path.Combine(folder, Blocks));
        }

        try
        {
            return new HiveService(NodeKey.Open(Path.Combine(folder, "key")), store, folder, seed, charters ?? [], time);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Calls back with everything that happens, until disposed.</summary>
    public IDisposable Watch(Action<object> watcher)
    {
        lock (_gate) _watchers += watcher;
        return new Ending(() =>
        {
            lock (_gate) _watchers -= watcher;
        });
    }

    /// <summary>Works with an instance; nothing else happens to it meanwhile.</summary>
    public T With<T>(string line, Func<HiveInstance, T> work)
    {
        lock (_gate) return work(Find(line).Instance);
    }

    /// <summary>Learns a skill from a text and tells it; see <see cref="HiveSkills.LearnAsync"/>.</summary>
    public async Task<ShelvedSkill> LearnSkillAsync(string name, byte[] text, int budget, CancellationToken stopping)
    {
        ShelvedSkill learned = await Skills.LearnAsync(ModeId.ConceptOf(name), text, budget, _lines[0].Instance.Self.Capacity, stopping);
        lock (_gate) _names.Learn(name);
        return learned;
    }

    /// <summary>Observes an example.</summary>
    /// <returns>The concept's id.</returns>
    /// <param name="name">Of which concept.</param>
    /// <param name="line">Of which line.</param>
    /// <param name="psi">The example in the line's frame.</param>
    /// <param name="with">Names of other concepts that come with it, at most <see cref="ConceptLinks.MostCompanions"/>.</param>
    /// <exception cref="ArgumentException">What a name may be.</exception>
    /// <exception cref="InvalidOperationException">Too much of this concept waits to be shared.</exception>
    public uint Observe(string name, string line, float[] psi, IReadOnlyList<string>? with = null)
    {
        string[] names = [name, .. with ?? []];
        foreach (string one in names) ConceptNames.Check(one);
        uint[] concepts = [.. names.Select(ModeId.ConceptOf)];
        uint concept = concepts[0];
        if (concepts.LastIndexOf(concept) > 0) throw new ArgumentException("'with' names other concepts; a concept always comes with itself.");
        lock (_gate)
        {
            foreach (string one in names) _names.Learn(one);
            _observedAt = _time.GetTimestamp();
            if (!Find(line).Instance.Observe(concept, psi, concepts[1..])) throw new InvalidOperationException($"As many observations of '{name}' wait as may: POST /hive/share first.");
        }

        return concept;
    }

    /// <summary>Signs and tells what is new, in as many deltas as it takes.</summary>
    public IReadOnlyList<SignedDelta> Share()
    {
        List<SignedDelta> told = [];
        lock (_gate)
        {
            _observedAt = null;
            foreach (HiveLine line in _lines)
            {
                int before = line.Instance.Count;
                while (line.Instance.Share() is not null)
                {
                }

                foreach (SignedDelta delta in line.Instance.Accepted.Skip(before))
                {
                    told.Add(delta);
                    Tell(line, "shared", delta);
                }

                if (line.Instance.Count > before) Changed(line, before);
            }
        }

        return told;
    }

    /// <summary>Examines a delta.</summary>
    /// <returns>Why not, or null with its name.</returns>
    public (Refusal? Refusal, Cid Cid, HiveLine? Line) Receive(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            int form = FormOf(bytes);
            HiveLine line = _lines.FirstOrDefault(l => (int)l.Frame.Form == form) ?? _lines[0];
            Refusal? refusal = Listen(line, bytes, static (l, b) => l.Instance.Receive(b));
            _ = line.Instance.Basin; // whether it is an outlier shows with the basin
            Cid cid = Cid.Of(CidCodec.Raw, HiveKey.Split(bytes, out _));
            refusal ??= line.Instance.Refusals.FirstOrDefault(r => r.Delta == cid && r.Reason == RefusalReason.Outlier);
            return (refusal, cid, line);
        }
    }

    /// <summary>What opens a conversation, a message for each line.</summary>
    public IReadOnlyList<byte[]> Begin()
    {
        lock (_gate) return [.. _lines.Select(static l => l.Gossip.Begin())];
    }

    /// <summary>Hears a gossip message.</summary>
    /// <returns>What to answer.</returns>
    /// <exception cref="FormatException">It is none, or of another hive.</exception>
    public IReadOnlyList<byte[]> Hear(ReadOnlySpan<byte> message)
    {
        ulong charter = GossipMessage.Read(message).Charter;
        lock (_gate)
        {
            HiveLine line = _lines.FirstOrDefault(l => l.Instance.Charter.Id.Digest.Prefix == charter) ?? throw new FormatException("The sender's hive has another charter.");
            int members = line.Gossip.Members(Presence).Count;
            IReadOnlyList<byte[]> answers = Listen(line, message, static (l, m) => l.Gossip.Hear(m));
            if (line.Gossip.Members(Presence).Count > members) Tell(line, "joined", null);
            return answers;
        }
    }

    /// <summary>Binary logarithm of what its mind stands on; the process sets it.</summary>
    public Func<byte> Size { get; set; } = static () => CoreSize;

    /// <summary>Share of its time that it is there, in 255ths: measured.</summary>
    public byte Availability
    {
        get
        {
            lock (_gate) return _lines[0].Instance.Self.Availability;
        }
    }

    /// <summary>Lets the working copies follow their basins, and shares what was observed once nothing new has come for <see cref="Quiet"/>; called about once a second and after news.</summary>
    public void Follow()
    {
        byte size = Math.Max(CoreSize, Size());
        lock (_gate)
        {
            byte there = (byte)Math.Clamp(Math.Round(byte.MaxValue * _uptime.Note()), 1, byte.MaxValue);
            foreach (HiveLine line in _lines) line.Instance.Describe(size, there);
            foreach (HiveLine line in _lines)
            {
                for (int i = 0; i < 4 && line.StepsLeft > 0; i++, line.StepsLeft--) line.Instance.Step();
            }

            if (_observedAt is { } at && _time.GetElapsedTime(at) >= Quiet) Share();
        }
    }

    /// <summary>Which concept a point belongs to.</summary>
    /// <returns>The concepts, the best first, and what comes with the best, the furthest from chance first.</returns>
    /// <exception cref="ArgumentException">A text, of which nothing is known: it overlaps with no mode by a tenth of what the mode's own examples do.</exception>
    public (IReadOnlyList<(uint Concept, double Share)> Ranking, IReadOnlyList<HiveRelatedAnswer> Related) Recognise(string line, float[] psi)
    {
        lock (_gate)
        {
            ConceptMind mind = Find(line).Instance.Mind;
            if (string.Equals(line, HiveLine.Text, StringComparison.Ordinal) && !mind.Modes.Any(m => Math.Cos(FisherSphere.Angle(psi, m.Direction)) >= LeastKnown * m.Concentration))
                throw new ArgumentException("No word of the text is known here. Teach it with POST /hive/observe and POST /hive/share, or ask again when a peer that knows it has been met.");
            _recognised++;
            IReadOnlyList<(uint Concept, double Share)> ranking = mind.Rank(psi);
            return (ranking, ranking.Count == 0 ? [] : [.. mind.Links.Related(ranking[0].Concept).Take(MostTold).Select(r => new HiveRelatedAnswer(NameOf(r.Concept), IdOf(r.Concept), Wire.Number(r.LogOdds), r.Precision))]);
        }
    }

    /// <summary>The name of a concept; #hex when nobody has said it.</summary>
    public string NameOf(uint concept)
    {
        return KnownName(concept) ?? "#" + IdOf(concept);
    }

    /// <summary>The name of a concept or skill; null when nobody has said it.</summary>
    public string? KnownName(uint concept)
    {
        lock (_gate) return _names.Of(concept);
    }

    /// <summary>A concept's id as it is written: seven hex digits.</summary>
    public static string IdOf(uint concept) => FormattableString.Invariant($"{concept >> 4:x7}");

    /// <summary>Names that this node knows; others can check each against its id.</summary>
    public IReadOnlyList<string> Names()
    {
        lock (_gate) return _names.All;
    }

    /// <summary>Whether a concept of the basins or a skill has no name here yet.</summary>
    public bool LacksNames
    {
        get
        {
            lock (_gate) return Told().Any(c => _names.Of(c) is null);
        }
    }

    /// <summary>Takes names over from another node.</summary>
    public void LearnNames(IEnumerable<string> names)
    {
        lock (_gate)
        {
            HashSet<uint> known = [.. Told()];
            foreach (string name in names)
            {
                if (known.Contains(ModeId.ConceptOf(name))) _names.Learn(name);
            }
        }
    }

    /// <summary>The steps of a line's basin, the latest first.</summary>
    public IReadOnlyList<LoggedVersion> Versions(string line, int most)
    {
        lock (_gate) return _history.Versions(Find(line).Instance.Charter.Id, most);
    }

    /// <summary>When a delta came in.</summary>
    public DateTimeOffset AcceptedAt(Cid delta)
    {
        lock (_gate) return _acceptedAt.GetValueOrDefault(delta);
    }

    /// <summary>The state of a line.</summary>
    public HiveAnswer Describe(string name)
    {
        IReadOnlyList<HivePeer> peers = Peers();
        lock (_gate)
        {
            HiveLine line = Find(name);
            HiveInstance instance = line.Instance;
            HiveBasin basin = instance.Canonical;
            IReadOnlyList<HiveMember> members = line.Gossip.Members(Presence);
            DateTimeOffset now = _time.GetUtcNow();
            return new HiveAnswer(
                Author.ToString(), instance.Frame.Id.ToString(), instance.Charter.Id.ToString(), basin.Id.ToString(), instance.Count, instance.Held, basin.Modes.Count, basin.StateBytes,
                Wire.Word(TierElection.TierOf(instance.Self, members)), TierElection.Coordinator(members)?.ToString(),
                Enum.GetValues<RefusalReason>().ToDictionary(static r => Wire.Word(r), r => instance.Refused.GetValueOrDefault(r), StringComparer.Ordinal),
                [.. peers.Select(p => new HivePeerAnswer(p.Address, p.Heard is { } heard ? Math.Round((now - heard).TotalSeconds, 3) : null, p.Error))],
                [.. basin.Standings.Select(static s => new HiveAuthorAnswer(s.Author.ToString(), Math.Round(s.Trust / 256.0, 4), s.Established, s.Helped, s.Refused, s.Deltas, s.Equivocates))],
                [new HiveForkAnswer("main", _recognised, Canonical: true)],
                [.. basin.Modes.Select(static m => m.Id.Concept).Distinct().Select(c => new HiveConceptAnswer(IdOf(c), _names.Of(c)))],
                [.. TierElection.ForHardWork(members, 3).Select(static m => m.Author.ToString())], _folder,
                instance.Self.Capacity, Math.Round(instance.Self.Availability / 255.0, 3), Skills.All.Count, Links(basin));
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        if (_observedAt is not null) Share(); // what was observed outlives the node
        Skills.Dispose();
        (_store as IDisposable)?.Dispose();
        _key.Dispose();
        News.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The form of a delta's modes, by which its line is found; -1 when it is too short.</summary>
    private static int FormOf(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> delta = HiveKey.Split(bytes, out _);
        return delta.Length > 4 ? delta[4] : -1;
    }

    private HiveLinkAnswer[] Links(HiveBasin basin) =>
        [.. basin.Links.OrderByDescending(static l => l.Strength).Take(MostTold).Select(l => new HiveLinkAnswer(NameOf(l.First), NameOf(l.Second), Wire.Number((double)l.LogOdds / LinkRecord.Unit), l.Precision))];

    /// <summary>Concepts and skills that came from somebody.</summary>
    private IEnumerable<uint> Told() => _lines.SelectMany(static l => l.Instance.Canonical.Modes).Select(static m => m.Id.Concept).Concat(Skills.All.Select(static s => s.Packet.Content.Skill));

    private void Announce(object happened)
    {
        lock (_gate)
        {
            _watchers?.Invoke(happened);
            if (News.CurrentCount == 0) News.Release();
        }
    }

    private HiveLine Line(string name, IFrame frame, int seed, IReadOnlyList<HiveCharter> charters)
    {
        HiveInstance instance = new(_key, frame, _store, new HiveOptions { Charter = charters.FirstOrDefault(c => c.Frame == frame.Id) }, _time);
        return new HiveLine(name, instance, new HiveGossip(instance, new Random(seed), _time)) { StepsLeft = StepsAfterNews };
    }

    private HiveLine Find(string name) => _lines.First(l => string.Equals(l.Name, name, StringComparison.Ordinal));

    private delegate T Hearing<T>(HiveLine line, ReadOnlySpan<byte> bytes);

    /// <summary>Lets a line hear something and tells the watchers what came of it.</summary>
    private T Listen<T>(HiveLine line, ReadOnlySpan<byte> bytes, Hearing<T> hear)
    {
        int before = line.Instance.Count;
        long refusals = line.Instance.Refused.Values.Sum();
        T result = hear(line, bytes);
        foreach (SignedDelta delta in line.Instance.Accepted.Skip(before)) Tell(line, "accepted", delta);
        if (line.Instance.Count > before) Changed(line, before);
        foreach (Refusal refusal in line.Instance.Refusals.Take((int)Math.Min(RefusalsTold, line.Instance.Refused.Values.Sum() - refusals)))
        {
            _watchers?.Invoke(new { Event = "hive", Kind = "refused", Frame = line.Name, Reason = Wire.Word(refusal.Reason), Detail = refusal.Words, Author = refusal.Author?.ToString(), Cid = refusal.Delta.ToString() });
        }

        return result;
    }

    private void Tell(HiveLine line, string kind, SignedDelta? delta)
    {
        if (delta is not null) _acceptedAt[delta.Cid] = _time.GetUtcNow();
        _watchers?.Invoke(new { Event = "hive", Kind = kind, Frame = line.Name, Cid = delta?.Cid.ToString(), Author = delta?.Content.Author.ToString(), Lamport = delta?.Content.Lamport, Modes = delta?.Content.Modes.Count });
    }

    private void Changed(HiveLine line, int before)
    {
        _history.Append(line.Instance, [.. line.Instance.Accepted.Skip(before)], _time.GetUtcNow());
        HiveBasin basin = line.Instance.Canonical;
        line.Instance.Step();
        line.StepsLeft = StepsAfterNews;
        _watchers?.Invoke(new { Event = "hive", Kind = "basin", Frame = line.Name, Basin = basin.Id.ToString(), Modes = basin.Modes.Count, Deltas = line.Instance.Count });
        if (News.CurrentCount == 0) News.Release();
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
