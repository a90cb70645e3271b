using System.Globalization;
using Unum.Femto.Core;
using Unum.Hive.Content;
using Unum.Hive.Identity;
using Unum.Hive.Instances;
using Unum.Hive.Skills;
using Unum.Node.Reporting;

namespace Unum.Node.Hive;

/// <summary>
/// The skills as one node has them: learns them from texts, takes those of others, reads with them. The own mind beside which they are judged is the birth core, which every node has.
/// Safe from any thread: one lock, not held while a skill is trained or a text is read. Held-out texts stay in a folder of the node's own: the store of blocks is open to whoever reaches the gateway.
/// </summary>
internal sealed class HiveSkills : IDisposable
{
    private const int MostRefusedRemembered = 4096;
    private static readonly CoreWeights Core = BirthCore.Load();
    private readonly Lock _gate = new();
    private readonly HiveKey _key;
    private readonly SkillShelf _shelf;
    private readonly string? _texts;
    private readonly Action<object> _tell;
    private readonly HashSet<Cid> _refused = [];
    private readonly Queue<Cid> _refusedOrder = new();
    private readonly CancellationTokenSource _stop = new();
    private int _learning;

    /// <summary>Comes back with what is kept.</summary>
    /// <param name="key">The node's.</param>
    /// <param name="store">Holds packets.</param>
    /// <param name="folder">Holds the texts that nobody learns from; null keeps none beyond this process.</param>
    /// <param name="charter">Says who may share.</param>
    /// <param name="time">Numbers own skills.</param>
    /// <param name="tell">Takes what happens.</param>
    public HiveSkills(HiveKey key, IContentStore store, string? folder, HiveCharter charter, TimeProvider time, Action<object> tell)
    {
        (_key, _tell) = (key, tell);
        _texts = folder is null ? null : Path.Combine(folder, "held-out");
        _shelf = new SkillShelf(new SkillRules(key.Author, charter.Allows, charter.IsFounder), Core, store, time);
        if (Directory.Exists(_texts))
        {
            foreach (string file in Directory.EnumerateFiles(_texts).Order(StringComparer.Ordinal).Take(SkillRules.MostTexts))
            {
                if (uint.TryParse(Path.GetFileName(file), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint skill)) _shelf.HoldOut(skill, File.ReadAllBytes(file));
            }
        }

        _shelf.Restore();
    }

    /// <summary>Everything on the shelf.</summary>
    public IReadOnlyList<ShelvedSkill> All
    {
        get
        {
            lock (_gate) return _shelf.Skills;
        }
    }

    /// <summary>Refusals by reason, and the last hundred.</summary>
    public (IReadOnlyDictionary<RefusalReason, long> Counts, IReadOnlyList<Refusal> Newest) Refusals
    {
        get
        {
            lock (_gate) return (new Dictionary<RefusalReason, long>(_shelf.Refused), _shelf.Refusals);
        }
    }

    /// <summary>A skill on the shelf.</summary>
    public ShelvedSkill? Find(Cid cid)
    {
        lock (_gate) return _shelf.Find(cid);
    }

    /// <summary>Those of a peer's skills that are worth asking for.</summary>
    public IReadOnlyList<Cid> Missing(IEnumerable<Cid> theirs, int most)
    {
        lock (_gate) return [.. theirs.Where(c => !_refused.Contains(c) && _shelf.Find(c) is null).Distinct().Take(most)];
    }

    /// <summary>Learns a skill from the first nine tenths of a text, signs it, keeps it and tells it.</summary>
    /// <param name="skill">Of what.</param>
    /// <param name="text">Bytes of UTF-8, say.</param>
    /// <param name="budget">Bytes of the packet.</param>
    /// <param name="capacity">Binary logarithm of the node's parameters.</param>
    /// <param name="stopping">Ends it.</param>
    /// <exception cref="InvalidOperationException">Another skill is being learned.</exception>
    /// <exception cref="ArgumentException">The text is too short or too long, or what was learned saves nothing on its last tenth.</exception>
    public async Task<ShelvedSkill> LearnAsync(uint skill, byte[] text, int budget, byte capacity, CancellationToken stopping)
    {
        if (Interlocked.Exchange(ref _learning, 1) != 0) throw new InvalidOperationException("This node is learning another skill; ask again when it is done.");
        try
        {
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(stopping, _stop.Token);
            SkillLesson lesson = await Task.Run(() => SkillLesson.Learn(skill, text, budget, Core, Own, stopping: either.Token), either.Token);
            if (!(lesson.Gain > 0)) throw new ArgumentException(FormattableString.Invariant($"What was learned costs {-lesson.Gain:F3} bits per byte on the last tenth of the text, so it is not shared. Give more text of one kind."), nameof(text));
            ShelvedSkill shelved;
            lock (_gate)
            {
                KeepText(skill, lesson.HeldOut);
                shelved = _shelf.Find(_shelf.Share(_key, lesson, capacity).Cid)!;
            }

            Tell("skill_shared", shelved.Packet);
            return shelved;
        }
        catch (OperationCanceledException e) when (_stop.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new ObjectDisposedException("The node stops.", e);
        }
        finally
        {
            Volatile.Write(ref _learning, 0);
        }
    }

    /// <summary>Examines a packet.</summary>
    /// <returns>Why not, or null with its name.</returns>
    public (Refusal? Refusal, Cid Cid) Receive(ReadOnlySpan<byte> bytes)
    {
        Refusal? refusal;
        bool known;
        Cid cid = Cid.Of(CidCodec.Raw, HiveKey.Split(bytes, out _));
        ShelvedSkill? shelved;
        lock (_gate)
        {
            known = _shelf.Find(cid) is not null;
            refusal = _shelf.Receive(bytes);
            // What lacks its key may come again with it.
            if (refusal is { Reason: not RefusalReason.UnknownKey } && _refused.Add(cid))
            {
                _refusedOrder.Enqueue(cid);
                if (_refusedOrder.Count > MostRefusedRemembered) _refused.Remove(_refusedOrder.Dequeue());
            }

            shelved = _shelf.Find(cid);
        }

        if (refusal is not null) _tell(new { Event = "hive", Kind = "skill_refused", Reason = Wire.Word(refusal.Reason), Detail = refusal.Words, Author = refusal.Author?.ToString(), Cid = refusal.Delta.ToString() });
        else if (!known && shelved is not null) Tell("skill_accepted", shelved.Packet);
        return (refusal, cid);
    }

    /// <summary>Reads a text with the own mind alone and with the skills.</summary>
    public SkillScore Score(ReadOnlySpan<byte> text, CancellationToken stopping) => SkillScore.Of(text, Own, Core, [.. All.Select(static s => s.Packet)], stopping);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private static CoreByteReader Own() => new(Core);

    private void Tell(string kind, SignedSkill skill) => _tell(new
    {
        Event = "hive",
        Kind = kind,
        Cid = skill.Cid.ToString(),
        Author = skill.Content.Author.ToString(),
        skill.Content.Lamport,
        Skill = HiveService.IdOf(skill.Content.Skill),
        Bytes = skill.Bytes.Length,
        Gain = Wire.Number((double)skill.Content.Gain),
    });

    /// <summary>Written beside and moved, so that a crash leaves the old or the new.</summary>
    private void KeepText(uint skill, ReadOnlyMemory<byte> text)
    {
        if (_texts is null) return;
        Directory.CreateDirectory(_texts);
        string path = Path.Combine(_texts, FormattableString.Invariant($"{skill:x8}"));
        if (!File.Exists(path) && Directory.GetFiles(_texts).Length >= SkillRules.MostTexts) return;
        File.WriteAllBytes(path + ".new", text.Span[..Math.Min(text.Length, SkillRules.MostHeldOut)]);
        File.Move(path + ".new", path, overwrite: true);
    }
}
