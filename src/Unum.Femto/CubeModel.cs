using System.Runtime.InteropServices;
using Unum.Femto.Core;
using Unum.Femto.Memory;
using Unum.Femto.Mixing;
using Unum.Tensors.Threads;

namespace Unum.Femto;

/// <summary>
/// A Cube's mind: eight differently specialised Femtos, the vertices, and a central integrator that learns online whom to believe.
/// <para>
/// Algorithm: the centre hears from each vertex its answer and also what every source in it said, and has a 16-dimensional core of
/// its own that learns as it reads. One wide mixer weighs all the evidence (some 170 numbers); its weight sets are chosen by the bits of
/// this byte so far, the last two bytes, the classes of the last three, the match, and the core's hidden signs. Two adaptive maps
/// correct the result, and everything learns from every bit. A uniform vote makes a Cube worse than its best member; a learned one makes
/// it better, and one that hears the reasons better still (decision 12).
/// </para>
/// <para>
/// Threads: a vertex needs only the bits before, never the others. So over bytes that are known (compressing, scoring, training)
/// each vertex runs ahead over a block on whatever thread is free, and the integrator follows a block behind. Where the next bit
/// is known only once the Cube has spoken (expanding) the threads meet once a bit. Either way the answers are those of one thread, to the
/// last bit.
/// </para>
/// Memory: eight Femtos and the centre's 7 MB (mixer, maps, core); with more threads than one, 340 KB of reports a vertex. Time: some ten times one Femto, divided by the threads.
/// </summary>
public sealed partial class CubeModel : IByteModel, INodeLook, ILearned
{
    /// <summary>Counts the changes of the centre that make it answer differently; files of another revision are refused.</summary>
    private const uint Revision = 2;

    private const int PairRows = 256 * 8;
    private const int SignRows = 64 * 8;
    private const float LastRate = .0008f;
    private readonly FemtoModel[] _vertices;
    private readonly IThreadBudget _threads;
    private readonly Mixer _mixer;
    private readonly FemtoCore _core = new(CoreWeights.Initial(1));
    private readonly Apm _byTwo = new(4096);
    private readonly Apm _byThree = new(65536);
    private readonly int[] _from;
    private readonly float[] _heard;
    private float _rate = .005f;
    private int _node = 1;
    private ulong _last;
    private ulong _classes;

    /// <summary>A Cube that has read nothing.</summary>
    /// <param name="threads">Threads it may use; one when left out.</param>
    public CubeModel(IThreadBudget? threads = null)
        : this(MemoryShapes.Vertices, threads)
    {
    }

    internal CubeModel(IReadOnlyList<MemoryShape> shapes, IThreadBudget? threads = null)
    {
        _threads = threads ?? FixedThreadBudget.One;
        _vertices = [.. shapes.Select(static s => new FemtoModel(s))];
        _from = new int[shapes.Count + 1];
        for (int i = 0; i < shapes.Count; i++) _from[i + 1] = _from[i] + _vertices[i].ReportLength;
        _heard = new float[_from[^1]];
        _mixer = new(_heard.Length - shapes.Count + 3, [256, 256, 256, 512, NgramMemory.MatchContexts, PairRows, SignRows], 256, 0);
        _mixer.Prefer(shapes.Count, 1f / shapes.Count);
    }

    /// <inheritdoc/>
    public long Bytes => _vertices.Sum(static v => v.Bytes) + _mixer.Bytes + _core.Bytes + _byTwo.Bytes + _byThree.Bytes + ((_from.Length + _heard.Length) * sizeof(float)) + 64;

    /// <summary>The vertices' own counted memory, one by one.</summary>
    public IReadOnlyList<long> VertexBytes => [.. _vertices.Select(static v => v.Bytes)];

    /// <inheritdoc/>
    public float Kappa => _vertices[0].Kappa;

    /// <inheritdoc/>
    public bool Learning
    {
        get => _vertices[0].Learning;
        set
        {
            foreach (FemtoModel vertex in _vertices) vertex.Learning = value;
        }
    }

    /// <summary>What all the vertices are made of, in one number.</summary>
    internal static uint Shapes => MemoryShapes.Vertices.Aggregate(2166136261u + Revision, static (h, s) => (h ^ s.Fingerprint) * 16777619);

    /// <inheritdoc/>
    MindKind ILearned.Kind => MindKind.Cube;

    /// <inheritdoc/>
    uint ILearned.Fingerprint => Shapes;

    /// <inheritdoc/>
    public int PredictBit()
    {
        for (int i = 0; i < _vertices.Length; i++) _vertices[i].Report(Heard(i));
        return Integrate();
    }

    /// <inheritdoc/>
    public void Advance(int bit)
    {
        bool learning = Learning;
        foreach (FemtoModel vertex in _vertices) vertex.Advance(bit);
        Take(bit, learning);
    }

    /// <inheritdoc/>
    public void NextByte(Span<float> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, 256, nameof(probabilities));
        if (_node != 1) throw new InvalidOperationException("The next byte is asked for between bytes, not within one.");
        INodeLook look = this;
        Span<float> tree = stackalloc float[256];
        for (int node = 1; node < 256; node++) tree[node] = look.LookAt(node);
        look.LookAway();
        BitTree.Leaves(tree, probabilities);
    }

    /// <inheritdoc/>
    float INodeLook.LookAt(int node)
    {
        for (int i = 0; i < _vertices.Length; i++) _vertices[i].ReportAt(node, Heard(i));
        _node = node;
        return Integrate() / 65536f;
    }

    /// <inheritdoc/>
    void INodeLook.LookAway()
    {
        foreach (FemtoModel vertex in _vertices) ((INodeLook)vertex).LookAway();
        _node = 1;
    }

    /// <inheritdoc/>
    public void Restart()
    {
        foreach (FemtoModel vertex in _vertices) vertex.Restart();
        _core.Restart();
        (_node, _last, _classes) = (1, 0, 0);
    }

    /// <inheritdoc/>
    void ILearned.Visit(LearnedVisitor visit)
    {
        foreach (FemtoModel vertex in _vertices) vertex.Memory.Visit(visit);
        visit(MemoryMarshal.AsBytes(_mixer.Weights.First.AsSpan()));
        visit(MemoryMarshal.AsBytes(_mixer.Weights.Second.AsSpan()));
        visit(MemoryMarshal.AsBytes(_byTwo.Map.AsSpan()));
        visit(MemoryMarshal.AsBytes(_byThree.Map.AsSpan()));
        _core.Visit(visit);
        visit(MemoryMarshal.AsBytes(new Span<float>(ref _rate)));
    }

    /// <inheritdoc/>
    void ILearned.Resume(float kappa)
    {
        foreach (FemtoModel vertex in _vertices) vertex.Resume(kappa);
        _core.Restart();
        (_node, _last, _classes) = (1, 0, 0);
    }

    /// <summary>The integrator's part of a bit: it learns whom to believe, and moves on.</summary>
    private void Take(int bit, bool learning)
    {
        if (learning)
        {
            _mixer.Learn(bit, _rate, .002f);
            _rate += (LastRate - _rate) * .0002f;
            _byTwo.Learn(bit, 6);
            _byThree.Learn(bit, 6);
        }

        _node = (_node << 1) | bit;
        if (_node < 256) return;
        _last = (_last << 8) | (byte)_node;
        _core.Read((byte)_node, learning);
        _classes = ((_classes << 3) | (uint)ByteContext.ClassOf((byte)_node)) & 511;
        _node = 1;
    }

    /// <summary>Where the report of a vertex lies.</summary>
    private Span<float> Heard(int vertex) => _heard.AsSpan(_from[vertex].._from[vertex + 1]);

    /// <summary>Weighs what was heard.</summary>
    private int Integrate()
    {
        Span<float> x = _mixer.Inputs;
        int n = _vertices.Length;
        for (int i = 0; i < _vertices.Length; i++)
        {
            ReadOnlySpan<float> report = Heard(i);
            x[i] = report[0];
            report[1..^1].CopyTo(x[n..]);
            n += report.Length - 2;
        }

        float core = _core.Bit(_node);
        x[n++] = .3f;
        x[n++] = Logistic.Stretch(Math.Min(core, .9999f));
        x[n] = (core - .5f) * 4;
        int depth = 31 - int.LeadingZeroCount(_node), pair = (int)((ByteContext.Mix(_last & 0xFFFF, 79) >> 40) & 255);
        _mixer.Select(0, _node);
        _mixer.Select(1, (int)(_last & 255));
        _mixer.Select(2, (int)((_last >> 8) & 255));
        _mixer.Select(3, (int)_classes);
        _mixer.Select(4, (int)_heard[_from[1] - 1]);
        _mixer.Select(5, (pair * 8) + depth);
        _mixer.Select(6, (_core.Signs * 8) + depth);
        float mixed = _mixer.Mix(_node);
        float two = _byTwo.Refine(mixed, (int)((ByteContext.Mix((_last & 0xFFFF) | ((ulong)_node << 16), 78) >> 40) & 4095));
        float three = _byThree.Refine(mixed, (int)((ByteContext.Mix((_last & 0xFFFFFF) | ((ulong)_node << 24), 80) >> 40) & 65535));
        return Math.Clamp((int)(((Logistic.Squash(mixed) * .4f) + (two * .25f) + (three * .35f)) * 65536), 1, 65535);
    }
}
