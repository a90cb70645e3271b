using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Unum.Kairos.Mesh;

/// <summary>All that a node remembers of one peer, and the judgement of its messages.</summary>
/// <remarks>
/// Order of judgement, each step with the attack or accident that it is for:
/// <list type="number">
/// <item>Replay: (seq, timestamp) among the last 16 seen.</item>
/// <item>Order: seq must exceed the highest accepted. A device that restarted with a lower seq comes back once its old stream
/// has been silent for as long as makes it lost and its timestamp is later than any accepted by at least as much; then nothing
/// stamped before its return passes again. A message recorded earlier satisfies neither. (Unum's own nodes seed
/// seq from their clock, so they never need this.)</item>
/// <item>Clock: arrival - timestamp against its median. Within limits the message is accepted and the median follows. Messages
/// off by a *constant* for as long as makes the peer lost mean that its clock jumped: quarantine. Scattered ones are late.</item>
/// <item>Quarantine: the clock is measured afresh and must stay within limits for a while.</item>
/// </list>
/// A refused message never touches phase, weight, freshness or the aligned clock, only counters and the suspicion.
/// Ticks throughout: local arrival times by our clock, timestamps by the peer's. About 500 bytes.
/// </remarks>
internal sealed class Peer(string id)
{
    private const double WholeUntil = 0.7;

    private bool _known;
    private PeerClock _clock;
    private Seen _seen;
    private int _seenNext;
    private long _highSeq = -1;
    private long _floorTimestamp = long.MinValue;
    private long _newestTimestamp = long.MinValue;
    private long _lastTimestamp = long.MinValue;
    private long _heardAt;
    private long _spokenAt;
    private long _gap1;
    private long _gap2;
    private long _gap3;
    private double _stated;

    // Suspicion, and the trial of a quarantined clock.
    private ClockFault _fault;
    private double _faultAmount;
    private long _suspectSample;
    private long _suspectSeq = -1;
    private long _suspectTimestamp = long.MinValue;
    private long _suspectSince;
    private int _suspects;
    private long _evidenceAt;

    public string Id => id;

    public Complex Phase { get; private set; }

    public double Coherence { get; private set; }

    public long Accepted { get; private set; }

    public long Refused { get; private set; }

    public RefusalReason LastRefusal { get; private set; }

    /// <summary>Counts a refusal.</summary>
    public RefusalReason Refuse(RefusalReason reason)
    {
        Refused++;
        LastRefusal = reason;
        return reason;
    }

    /// <summary>Judges a message that is well-formed; takes it over when it is accepted.</summary>
    public RefusalReason Judge(in PhaseMessage message, long now, MeshLimits limits)
    {
        long timestamp = message.Timestamp.UtcTicks;
        long sample = now - timestamp;
        if (!_known) return JudgeStranger(message, timestamp, sample, now, limits);

        if (HasSeen(message.Seq, timestamp)) return Refuse(RefusalReason.Replay);
        bool restarted = false;
        if (message.Seq <= _highSeq || timestamp <= _floorTimestamp)
        {
            long gone = Silence(limits);
            restarted = timestamp - _newestTimestamp > gone && now - _heardAt >= gone;
            if (!restarted) return Refuse(RefusalReason.Superseded);
        }

        if (_fault != ClockFault.None && !Released(message, timestamp, sample, now, limits)) return Refuse(RefusalReason.Quarantined);
        RefusalReason late = JudgeClock(sample, limits);
        if (late != RefusalReason.None)
        {
            Suspect(message.Seq, timestamp, sample, now, limits);
            return Refuse(late);
        }

        if (restarted) _floorTimestamp = timestamp;
        Take(message, timestamp, sample, now, limits);
        return RefusalReason.None;
    }

    /// <summary>Whole for most of the beats after which it is lost, so that one lost message shows nowhere; then falling to 0.</summary>
    public double Weight(long now, MeshLimits limits)
    {
        if (!_known) return 0;
        double whole = Math.Min(_stated, limits.WeightCap);
        double overdue = (double)(now - _spokenAt) / Silence(limits);
        return overdue <= WholeUntil ? whole : overdue >= 1 ? 0 : whole * (1 - overdue) / (1 - WholeUntil);
    }

    /// <summary>The same name as a stranger again: everything forgotten but the counts.</summary>
    public Peer Forgotten() => new(id) { Accepted = Accepted, Refused = Refused, LastRefusal = LastRefusal };

    /// <summary>Whether it was silent for so long that nothing is lost by forgetting it, so that a newcomer may have its place.</summary>
    public bool Forgettable(long now, MeshLimits limits) => now - Math.Max(_heardAt, _evidenceAt) > limits.Retention;

    public MeshPeer Snapshot(long now, MeshLimits limits)
    {
        double weight = Weight(now, limits);
        long silence = Silence(limits);
        long age = now - _spokenAt;
        PeerStatus status = _fault != ClockFault.None ? PeerStatus.Quarantined
            : age >= silence ? PeerStatus.Lost
            : age > WholeUntil * silence ? PeerStatus.Fading
            : PeerStatus.Live;
        string? reason = status switch
        {
            PeerStatus.Quarantined => FaultText(limits),
            PeerStatus.Lost or PeerStatus.Fading => string.Create(CultureInfo.InvariantCulture, $"silent for {Seconds(age):0.0#} s"),
            _ => null,
        };
        return new MeshPeer(
            id, Phase, Coherence, weight, _known ? TimeSpan.FromTicks(age) : null, status, reason,
            TimeSpan.FromTicks(-_clock.Median), TimeSpan.FromTicks(Pace(limits)), Accepted, Refused, LastRefusal);
    }

    private static double Seconds(long ticks) => (double)ticks / TimeSpan.TicksPerSecond;

    // A stranger's clock has nothing to be compared with but ours.
    private RefusalReason JudgeStranger(in PhaseMessage message, long timestamp, long sample, long now, MeshLimits limits)
    {
        if (Math.Abs(sample) <= limits.MaxOffset)
        {
            _fault = ClockFault.None;
            Take(message, timestamp, sample, now, limits);
            return RefusalReason.None;
        }

        _evidenceAt = now;
        _fault = ClockFault.Offset;
        _faultAmount = Seconds(sample);
        return Refuse(sample > 0 ? RefusalReason.Stale : RefusalReason.Future);
    }

    private RefusalReason JudgeClock(long sample, MeshLimits limits)
    {
        if (!_clock.Aligned)
        {
            return sample > limits.MaxOffset ? RefusalReason.Stale : -sample > limits.MaxOffset ? RefusalReason.Future : RefusalReason.None;
        }

        long late = sample - _clock.Median;
        return late > limits.MaxAge ? RefusalReason.Stale : -late > limits.MaxAhead ? RefusalReason.Future : RefusalReason.None;
    }

    private void Take(in PhaseMessage message, long timestamp, long sample, long now, MeshLimits limits)
    {
        if (!_known) _clock.Reset();
        _clock.Add(sample, now);
        Remember(message.Seq, timestamp);
        _highSeq = message.Seq;
        if (_known && timestamp > _lastTimestamp) (_gap1, _gap2, _gap3) = (timestamp - _lastTimestamp, _gap1, _gap2);
        _lastTimestamp = timestamp;
        _newestTimestamp = Math.Max(_newestTimestamp, timestamp);
        _heardAt = now;

        // When it was said, not when it came: a dead node's late messages must not keep it alive.
        _spokenAt = _known ? Math.Max(_spokenAt, Math.Min(now, timestamp + _clock.Median)) : now;
        Phase = message.Phase;
        Coherence = message.Coherence;
        _stated = message.Weight;
        _known = true;
        Accepted++;
        _suspects = 0;
        CheckClock(now, limits);
    }

    // Judged after the message counts, so that only the peer's own accepted messages can put an aligned clock in quarantine.
    private void CheckClock(long now, MeshLimits limits)
    {
        if (Math.Abs(_clock.Median) > limits.MaxOffset)
        {
            Quarantine(ClockFault.Offset, Seconds(_clock.Median));
            return;
        }

        double drift = _clock.LookForDrift(now, limits);
        if (drift != 0) Quarantine(ClockFault.Drift, drift);
    }

    private void Suspect(long seq, long timestamp, long sample, long now, MeshLimits limits)
    {
        // The same message again is no further evidence, and neither is an older one.
        if (_suspects > 0 && (seq <= _suspectSeq || timestamp <= _suspectTimestamp)) return;
        if (_suspects == 0 || Math.Abs(sample - _suspectSample) > limits.MaxAhead)
        {
            _suspectSample = sample;
            _suspectSince = now;
            _suspects = 0;
        }

        _suspects++;
        _suspectSeq = seq;
        _suspectTimestamp = timestamp;
        _evidenceAt = now;
        if (_suspects >= 3 && now - _suspectSince >= Silence(limits) && now - _heardAt >= Silence(limits))
            Quarantine(ClockFault.Jump, Seconds(_clock.Median - sample));
    }

    private void Quarantine(ClockFault fault, double amount)
    {
        _fault = fault;
        _faultAmount = amount;
        _suspects = 0;
        _clock.Reset();
    }

    // Measures the clock of a quarantined peer; true when it has behaved for long enough.
    private bool Released(in PhaseMessage message, long timestamp, long sample, long now, MeshLimits limits)
    {
        if (_suspects > 0 && message.Seq <= _suspectSeq && timestamp <= _suspectTimestamp) return false;
        _suspectSeq = message.Seq;
        _suspectTimestamp = timestamp;
        _evidenceAt = now;
        bool off = Math.Abs(sample) > limits.MaxOffset;
        if (off || _suspects == 0 || Math.Abs(sample - _clock.Median) > limits.MaxAge)
        {
            if (off) (_fault, _faultAmount) = (ClockFault.Offset, Seconds(sample));
            _clock.Reset();
            _suspectSince = now;
            _suspects = 0;
        }

        _suspects++;
        if (!off) _clock.Add(sample, now);
        if (off || !_clock.Aligned || now - _suspectSince < limits.ReleaseAfter) return false;
        if (_clock.Drifts(now, limits, out double rate))
        {
            (_fault, _faultAmount) = (ClockFault.Drift, rate);
            _clock.Rebase(now);
            _suspectSince = now;
            return false;
        }

        _fault = ClockFault.None;
        return true;
    }

    // The shortest of its last three gaps: lost messages stretch single gaps, a slow device stretches all of them.
    private long Pace(MeshLimits limits) => Math.Clamp(Math.Min(_gap1, Math.Min(_gap2, _gap3)), limits.Beat, limits.MaxBeat);

    private long Silence(MeshLimits limits) => limits.LostAfterBeats * Pace(limits);

    private string FaultText(MeshLimits limits) => _fault switch
    {
        ClockFault.Offset => string.Create(
            CultureInfo.InvariantCulture,
            $"clock is {Math.Abs(_faultAmount):0.###} s {(_faultAmount > 0 ? "behind" : "ahead")}, limit {Seconds(limits.MaxOffset):0.###} s"),
        ClockFault.Jump => string.Create(CultureInfo.InvariantCulture, $"clock jumped by {_faultAmount:+0.###;-0.###} s"),
        _ => string.Create(
            CultureInfo.InvariantCulture,
            $"clock {(_faultAmount > 0 ? "loses" : "gains")} {Math.Abs(_faultAmount) * 100:0.##} %, limit {limits.MaxDrift * 100:0.##} %"),
    };

    private static long Mark(long seq, long timestamp) => unchecked((seq * -7046029254386353131L) ^ timestamp);

    private bool HasSeen(long seq, long timestamp)
    {
        ReadOnlySpan<long> seen = _seen;
        return seen.Contains(Mark(seq, timestamp));
    }

    private void Remember(long seq, long timestamp)
    {
        _seen[_seenNext] = Mark(seq, timestamp);
        _seenNext = (_seenNext + 1) % Seen.Length;
    }

    [InlineArray(Length)]
    private struct Seen
    {
        public const int Length = 16;
#pragma warning disable RCS1213 // The element of the array; used by every index
        private long _first;
#pragma warning restore RCS1213
    }
}
