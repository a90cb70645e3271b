using Unum.Femto.Memory;

namespace Unum.Femto;

/// <summary>
/// One FemtoLLM: at most 4,000,000 counted bytes that read any bytes, predict the next one and learn as they read.
/// <para>
/// Algorithm: the n-gram memory (<see cref="NgramMemory"/>), a bitwise context-mixing predictor after Mahoney (PAQ) and
/// Mattern (2013). Deterministic: no clock, no chance, one order of summation.
/// </para>
/// Time: about 4 microseconds a byte (measured) on one core, learning included; no allocation after construction.
/// </summary>
public sealed class FemtoModel : IByteModel, INodeLook, ILearned
{
    /// <summary>Most bytes one model may own.</summary>
    public const int MostBytes = 4_000_000;

    /// <summary>Where kappa drifts to.</summary>
    public const float RestingKappa = .6f;

    private readonly NgramMemory _memory;
    private readonly bool _reader;
    private bool _learning = true;

    /// <summary>A model that has read nothing.</summary>
    public FemtoModel()
        : this(MemoryShapes.General)
    {
    }

    internal FemtoModel(MemoryShape shape)
    {
        _memory = new NgramMemory(shape);
        Invariant.Holds(_memory.Bytes <= MostBytes, "a Femto is at most 4 MB");
    }

    /// <summary>A reader of another's tables: it owns only its context and never learns.</summary>
    private FemtoModel(FemtoModel shared)
    {
        _memory = shared._memory.Reader();
        _reader = true;
        _learning = false;
        Kappa = shared.Kappa;
    }

    /// <inheritdoc/>
    public long Bytes => _reader ? _memory.ReaderBytes + 64 : _memory.Bytes;

    /// <inheritdoc/>
    public float Kappa { get; private set; } = 1;

    /// <inheritdoc/>
    public bool Learning
    {
        get => _learning;
        set
        {
            if (!_memory.BetweenBytes) throw new InvalidOperationException("Learning is switched between bytes, not within one.");
            if (_reader && value) throw new InvalidOperationException("A reader of a birth model does not learn: its tables belong to all readers. Make an OffspringModel.");
            _memory.Refind();
            _learning = value;
        }
    }

    /// <summary>What the model is made of, in one number: two builds that differ in it cannot read each other's files.</summary>
    internal uint Fingerprint => _memory.Shape.Fingerprint;

    /// <inheritdoc/>
    MindKind ILearned.Kind => MindKind.Femto;

    /// <inheritdoc/>
    uint ILearned.Fingerprint => Fingerprint;

    internal NgramMemory Memory => _memory;

    /// <inheritdoc/>
    public int PredictBit() => Math.Clamp((int)(_memory.Predict(_learning) * 65536), 1, 65535);

    /// <summary>Numbers in a report: the answer, what every source said, and where in a match it is.</summary>
    internal int ReportLength => _memory.Evidence.Length + 2;

    /// <summary>Predicts the next bit and tells why.</summary>
    /// <param name="report"><see cref="ReportLength"/> numbers: the stretched answer, the evidence, the match context.</param>
    internal void Report(Span<float> report) => Report(PredictBit() * (1f / 65536), report);

    /// <summary>The same report of one node of the next byte's bits, without moving on.</summary>
    internal void ReportAt(int node, Span<float> report) => Report(_memory.LookAt(node), report);

    /// <inheritdoc/>
    public void Advance(int bit)
    {
        if (_learning) _memory.Learn(bit);
        else _memory.Follow(bit);
    }

    /// <inheritdoc/>
    public void NextByte(Span<float> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, 256, nameof(probabilities));
        if (!_memory.BetweenBytes) throw new InvalidOperationException("The next byte is asked for between bytes, not within one.");
        Span<float> tree = stackalloc float[256];
        NextBits(tree);
        BitTree.Leaves(tree, probabilities);
    }

    /// <inheritdoc/>
    float INodeLook.LookAt(int node) => _memory.LookAt(node);

    /// <inheritdoc/>
    void INodeLook.LookAway() => _memory.Refind();

    /// <inheritdoc/>
    public void Restart()
    {
        Kappa += (RestingKappa - Kappa) * .01f;
        _memory.Restart();
    }

    /// <summary>A reader of this model's tables. From then on this model must not learn.</summary>
    internal FemtoModel Reader() => new(this);

    /// <summary>Probability of a 1 at every node of the next byte's bits.</summary>
    internal void NextBits(Span<float> tree) => _memory.NextBits(tree);

    /// <inheritdoc/>
    void ILearned.Visit(LearnedVisitor visit) => _memory.Visit(visit);

    /// <inheritdoc/>
    void ILearned.Resume(float kappa) => Resume(kappa);

    internal void Resume(float kappa)
    {
        Kappa = kappa;
        _memory.Restart();
    }

    private void Report(float answer, Span<float> report)
    {
        ReadOnlySpan<float> evidence = _memory.Evidence;
        report[0] = Mixing.Logistic.Stretch(answer);
        evidence.CopyTo(report[1..]);
        report[evidence.Length + 1] = _memory.MatchContext;
    }
}
