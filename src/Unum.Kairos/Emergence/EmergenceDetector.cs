using System.Numerics;

namespace Unum.Kairos.Emergence;

/// <summary>Says, beat by beat, whether many nodes have become one.</summary>
/// <remarks>
/// <para><b>The rule.</b> The mission asks for C &gt; .75 only, which uncoupled, frozen, antiphase and clustered meshes satisfy
/// as well. THE ONE emerges here when, for M windows in a row, the window means of C and R_h exceed their thresholds and N_eff
/// stays at or above its least; the global phase has turned meanwhile; and the evidence against chance is at least -ln p.</para>
/// <para><b>Evidence.</b> Windows in a row are not independent looks: two nodes that drift slowly past each other are aligned in
/// all of them. So alignment is counted once (<see cref="ChanceAlignment"/>, mean over the last M windows) and repetition is paid
/// for by what drifting nodes cannot do, hold their places for long (<see cref="HoldTimes"/>). The sum of both logs
/// takes the place of N_eff R_h^2, whose law is wrong for few nodes.</para>
/// <para><b>What is guaranteed.</b> For nodes that run on their own, whose phases are independent and uniform at any one moment,
/// and whose frequency differences have a density of at most one per <see cref="EmergenceOptions.FrequencySpread"/> Hz, the chance
/// that they are shown as one at any given moment is at most p; hence also the share of time, on average over such meshes.
/// Proof: the evidence is the log of a product X H, X an e-value of the phases (mean at most 1), H independent of it with
/// P(H &gt;= x) &lt;= 1/x, so P(X H &gt;= 1/p) &lt;= E[min(1, p X)] &lt;= p. Meshes that
/// stand still, or whose encoders stay in a half circle, never emerge.</para>
/// <para><b>What is not.</b> Nodes of equal frequency whose phases only wander are outside the proof. Measured for two and three
/// nodes at p = .01: wandering by .5 rad per root second and node they are shown .1 and .6 % of the time, by .3 already 1.6 and
/// 2.7 %, by .2 5 %: the slower, the more they are like one. Not guaranteed either, because nothing in the phases tells: clocks
/// that agree by themselves (two lamps on one mains) and nodes that a common cause drives look like one, and so they are shown;
/// groups that are each one and drift past each other are one for as long as they are aligned, if that is M windows.
/// A rhythm at a whole multiple of the beat rate looks still.</para>
/// <para><b>Flicker.</b> The verdict changes at the ends of windows only (loss of nodes at once), and what has emerged dissolves
/// only below threshold - hysteresis. The guarantee holds with hysteresis, as the evidence is asked for at every window.</para>
/// <para><b>Layout and cost.</b> Some ten sums, a ring of M looks and seven numbers per slot. O(N) a beat, O(N log N) a window;
/// allocates only when the mesh grows. Not thread-safe.</para>
/// </remarks>
public sealed class EmergenceDetector
{
    private readonly EmergenceOptions _options;
    private readonly HoldTimes _holds;
    private readonly double[] _looks;      // log e-values of the last M windows, a ring
    private readonly double _window;       // s
    private readonly double _needed;       // nats
    private readonly double _leastAllowed; // N_eff, 2 % below what is asked: two nodes of nearly equal weight are two

    private DateTimeOffset? _epoch;
    private double _last, _start;          // s since the epoch: last beat, start of the window
    private double _coherence, _order;     // sums over the window
    private double _leastNodes;
    private int _beats;
    private int _passed, _look;
    private double _evidence;
    private EmergenceReason _waitingFor = EmergenceReason.Forming;
    private DateTimeOffset? _since;

    private double? _direction;            // rad, of the global phase at the last beat
    private double _turned;                // rad since the last whole turn asked for
    private double _turnStart, _turnTook;  // s
    private bool _moves;

    /// <summary>Sets up a detector.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public EmergenceDetector(EmergenceOptions? options = null)
    {
        _options = options ?? new EmergenceOptions();
        _options.Check();
        _window = _options.Window.TotalSeconds;
        _needed = -Math.Log(_options.FalseAlarm);
        _leastAllowed = Math.Max(1, .98 * _options.MinEffectiveNodes);
        _looks = new double[_options.Windows];
        _holds = new HoldTimes(_options.SlipAngle, Math.Tau * _options.FrequencySpread);
    }

    /// <summary>Whether THE ONE has emerged, as of the last beat.</summary>
    public bool Emerged => _since is not null;

    /// <summary>Takes one beat of the mesh.</summary>
    /// <param name="at">When. Going back, or further than a window, starts over: nobody watched meanwhile.</param>
    /// <param name="states">Local states h, [N]. Slot i is the same node from beat to beat; a node that moves to another slot
    /// loses only its evidence. Longer than 1 is shortened; not finite is left out.</param>
    /// <param name="weights">Weights, [N]. 0, negative or not finite leaves the node out: a dead node keeps its slot with 0.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public EmergenceReading Observe(DateTimeOffset at, ReadOnlySpan<Complex> states, ReadOnlySpan<double> weights)
    {
        MeshOrder now = MeshOrder.Measure(states, weights);
        _epoch ??= at;
        double time = (at - _epoch.Value).TotalSeconds;
        if (time < _last || time - _last > _window + 1e-9)
        {
            StartOver(time);
            _holds.Forget();
        }

        _last = time;
        if (now.EffectiveNodes < _leastAllowed) _since = null;
        Turn(now, time);
        _holds.Add(states, weights, now.Phase);
        _leastNodes = _beats == 0 ? now.EffectiveNodes : Math.Min(_leastNodes, now.EffectiveNodes);
        _coherence += now.Coherence;
        _order += now.Order;
        _beats++;

        // A hair of slack, so that a window of whole beats is not one beat longer for want of a rounding error.
        if (time - _start >= _window * (1 - 1e-9)) Close(at, time, states, weights);
        return new EmergenceReading(
            at, now.Phase, now.Coherence, now.Order, now.EffectiveNodes, now.Nodes, now.Coherence > _options.CoherenceThreshold,
            Emerged, _since, Reason(now), _passed, _evidence, _needed);
    }

    private void Close(DateTimeOffset at, double time, ReadOnlySpan<Complex> states, ReadOnlySpan<double> weights)
    {
        double slack = Emerged ? _options.Hysteresis : 0;
        double orderNeeded = _options.OrderThreshold - slack;
        bool passes = _leastNodes >= _leastAllowed
            && _coherence / _beats > _options.CoherenceThreshold - slack
            && _order / _beats > orderNeeded;
        double held = _holds.Close((_start + time) / 2, _beats, orderNeeded);
        if (passes)
        {
            _passed = Math.Min(_passed + 1, _options.Windows);
            _looks[_look] = ChanceAlignment.LogEvidence(states, weights);
            _look = (_look + 1) % _looks.Length;
            _evidence = MeanLook() + held;
            _waitingFor = _passed < _options.Windows ? EmergenceReason.Forming
                : !Moves(time) ? EmergenceReason.Still
                : _evidence < _needed ? EmergenceReason.ByChance
                : EmergenceReason.Emerged;
            _since = _waitingFor == EmergenceReason.Emerged ? _since ?? at : null;
            (_start, _beats, _coherence, _order) = (time, 0, 0, 0);
        }
        else
        {
            StartOver(time);
        }
    }

    private void StartOver(double time)
    {
        (_start, _beats, _coherence, _order) = (time, 0, 0, 0);
        (_passed, _look, _evidence, _since) = (0, 0, 0, null);
        (_direction, _turned, _turnStart, _turnTook, _moves) = (null, 0, time, 0, false);
        _waitingFor = EmergenceReason.Forming;
    }

    private double MeanLook()
    {
        double sum = 0;
        for (int i = 0; i < _passed; i++) sum += _looks[i];
        return sum / _passed;
    }

    private void Turn(in MeshOrder now, double time)
    {
        if (now.Order == 0) return;
        double direction = now.Phase.Phase;
        if (_direction is double before) _turned += Math.IEEERemainder(direction - before, Math.Tau);
        _direction = direction;
        if (Math.Abs(_turned) < _options.MinTurn) return;
        (_turned, _turnTook, _turnStart, _moves) = (0, time - _turnStart, time, true);
    }

    // It moves as long as the next turn does not take several times as long as the last.
    private bool Moves(double time) =>
        _moves && time - _turnStart <= 4 * Math.Max(_turnTook, _options.Windows * _window);

    private EmergenceReason Reason(in MeshOrder now) =>
        Emerged ? EmergenceReason.Emerged
        : now.Nodes == 0 ? EmergenceReason.NoNodes
        : now.EffectiveNodes < _leastAllowed ? EmergenceReason.TooFewNodes
        : now.Coherence <= _options.CoherenceThreshold ? EmergenceReason.Incoherent
        : now.Order <= _options.OrderThreshold ? EmergenceReason.Disordered
        : _waitingFor == EmergenceReason.Emerged ? EmergenceReason.Forming
        : _waitingFor;
}
