using System.Runtime.InteropServices;
using Unum.Femto.Memory;
using Unum.Femto.Mixing;
using Unum.Tensors.Threads;

namespace Unum.Femto;

/// <summary>
/// A Cube's mind: eight differently specialised Femtos, the vertices, and a central integrator that learns online whom to believe.
/// <para>
/// Algorithm: each vertex says how likely a 1 is; the integrator mixes the eight stretched probabilities with four weight sets
/// (bits of this byte so far; last byte; the one before; classes of the last three bytes), corrects the result with an adaptive
/// map, and learns its weights from every bit. A uniform vote makes a Cube worse than its best member; a learned one makes it better.
/// </para>
/// <para>
/// Threads: a vertex needs only the bits before, never the others. So over bytes that are known (compressing, scoring, training)
/// each vertex runs ahead over a block on whatever thread is free, and the integrator follows a block behind. Where the next bit
/// is known only once the Cube has spoken (expanding) the threads meet once a bit. Either way the answers are those of one thread, to the
/// last bit.
/// </para>
/// Memory: eight Femtos and some 100 KB; per thread budget above one, 64 KB of probabilities a vertex. Time: eight times one Femto, divided by the threads.
/// </summary>
public sealed partial class CubeModel : IByteModel, INodeLook, ILearned
{
    private readonly FemtoModel[] _vertices;
    private readonly IThreadBudget _threads;
    private readonly Mixer _mixer;
    private readonly Apm _map = new(65536 / 16);
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
        _mixer = new(shapes.Count + 1, [256, 256, 256, 512], 256, 1f / shapes.Count);
    }

    /// <inheritdoc/>
    public long Bytes => _vertices.Sum(static v => v.Bytes) + _mixer.Bytes + _map.Bytes + 64;

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
    internal static uint Shapes => MemoryShapes.Vertices.Aggregate(2166136261u, static (h, s) => (h ^ s.Fingerprint) * 16777619);

    /// <inheritdoc/>
    MindKind ILearned.Kind => MindKind.Cube;

    /// <inheritdoc/>
    uint ILearned.Fingerprint => Shapes;

    /// <inheritdoc/>
    public int PredictBit()
    {
        Span<float> x = _mixer.Inputs;
        for (int i = 0; i < _vertices.Length; i++) x[i] = Logistic.Stretch(_vertices[i].PredictBit());
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
        Span<float> x = _mixer.Inputs;
        for (int i = 0; i < _vertices.Length; i++) x[i] = Logistic.Stretch(((INodeLook)_vertices[i]).LookAt(node));
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
        (_node, _last, _classes) = (1, 0, 0);
    }

    /// <inheritdoc/>
    void ILearned.Visit(LearnedVisitor visit)
    {
        foreach (FemtoModel vertex in _vertices) vertex.Memory.Visit(visit);
        visit(MemoryMarshal.AsBytes(_mixer.Weights.First.AsSpan()));
        visit(MemoryMarshal.AsBytes(_mixer.Weights.Second.AsSpan()));
        visit(MemoryMarshal.AsBytes(_map.Map.AsSpan()));
    }

    /// <inheritdoc/>
    void ILearned.Resume(float kappa)
    {
        foreach (FemtoModel vertex in _vertices) vertex.Resume(kappa);
        (_node, _last, _classes) = (1, 0, 0);
    }

    /// <summary>The integrator's part of a bit: it learns whom to believe, and moves on.</summary>
    private void Take(int bit, bool learning)
    {
        if (learning)
        {
            _mixer.Learn(bit, .002f, .002f);
            _map.Learn(bit, 6);
        }

        _node = (_node << 1) | bit;
        if (_node < 256) return;
        _last = (_last << 8) | (byte)_node;
        _classes = ((_classes << 3) | (uint)ByteContext.ClassOf((byte)_node)) & 511;
        _node = 1;
    }

    private int Integrate()
    {
        _mixer.Inputs[_vertices.Length] = .3f;
        _mixer.Select(0, _node);
        _mixer.Select(1, (int)(_last & 255));
        _mixer.Select(2, (int)((_last >> 8) & 255));
        _mixer.Select(3, (int)_classes);
        float mixed = _mixer.Mix(_node);
        float refined = _map.Refine(mixed, (int)((ByteContext.Mix((_last & 0xFFFF) | ((ulong)_node << 16), 78) >> 40) & 4095));
        return Math.Clamp((int)(((Logistic.Squash(mixed) * .6f) + (refined * .4f)) * 65536), 1, 65535);
    }
}
