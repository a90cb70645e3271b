using Unum.Grid.Integrity;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Grid.Instances;

/// <summary>What a history leads to: blocks, minds and the tree over them. Applying the same operations gives the same bits, whoever does it and when.</summary>
/// <remarks>One writer.</remarks>
internal sealed class GridState
{
    private const int Version = 1;

    private GridState(BlockArray blocks, IFaceWork? work) => (Blocks, Work) = (blocks, work);

    public BlockArray Blocks { get; }

    public IFaceWork? Work { get; }

    public MerkleTree Tree { get; } = new();

    public Dimensions Dimensions => Blocks.Dimensions;

    /// <summary>A grid in which nothing is active.</summary>
    public static GridState Empty(Dimensions dimensions, GridOptions options) => new(new(dimensions, options.Time), options.FaceWork?.Invoke(dimensions));

    /// <summary>Refuses what cannot be done, before it is written.</summary>
    /// <exception cref="ArgumentException">Says why.</exception>
    /// <exception cref="NotSupportedException">It needs minds, and there are none.</exception>
    public void Check(GridOperation operation, GridOptions options)
    {
        operation.Check(Dimensions);
        string? text = operation switch
        {
            GridOperation.Process o => o.Text,
            GridOperation.Face { Operation: FaceOperation.Process } o => o.Text,
            _ => null,
        };
        if (Work is null && (text is not null || operation is GridOperation.Face { Operation: FaceOperation.Sync })) throw new NotSupportedException("This grid has no minds.");
        if (text is null) return;
        if (System.Text.Encoding.UTF8.GetByteCount(text) is var bytes && bytes > options.MostTextBytes)
            throw new ArgumentException(FormattableString.Invariant($"The text has {bytes} bytes; a mind reads at most {options.MostTextBytes} at once."), nameof(operation));
        Work!.Check(text);
    }

    /// <summary>Applies an operation that was checked.</summary>
    /// <param name="operation">What.</param>
    /// <param name="time">When, Unix milliseconds.</param>
    /// <param name="turns">For long operations.</param>
    /// <returns>Blocks touched, and what the minds answered.</returns>
    public (long Touched, FaceWorkResult? Work) Apply(GridOperation operation, long time, FaceTurns turns)
    {
        switch (operation)
        {
            case GridOperation.Set o:
                Blocks.Activate(o.At, o.Value, time);
                return (1, null);
            case GridOperation.Activate o:
                Blocks.Activate(o.At, o.Value, time);
                return (1, null);
            case GridOperation.Deactivate o:
                if (!Blocks.Deactivate(o.At)) return (0, null);
                Work?.Forget(o.At);
                return (1, null);
            case GridOperation.SetMany o:
                Blocks.InsertMany(o.At.Span, o.Values.Span, time);
                return (o.At.Length, null);
            case GridOperation.SetKappas o: return (SetKappas(o), null);
            case GridOperation.Link o: return (Linkable(o) && Blocks.Link(o.Source, o.Target) ? 2 : 0, null);
            case GridOperation.Unlink o: return (Blocks.Unlink(o.Source, o.Target) ? 2 : 0, null);
            case GridOperation.Process o: return Worked(Work!.Process(Blocks, o.At, o.Text, time));
            case GridOperation.Face o: return Face(o, time, turns);
            default: throw new ArgumentException("An unknown kind of operation.", nameof(operation));
        }
    }

    /// <summary>Whether both ends are active; a link between others is written as nothing.</summary>
    public bool Linkable(GridOperation.Link link) => Blocks.IsActive(link.Source) && Blocks.IsActive(link.Target);

    /// <summary>Hashes what changed into a new root.</summary>
    public GridCommit Commit(long sequence)
    {
        Hash256 root = Tree.Commit(Blocks, Work?.Digest() ?? default, out int bricks);
        return new(sequence, root, Blocks.Count, bricks);
    }

    /// <summary>Everything as bytes.</summary>
    /// <param name="sequence">The last operation that it covers.</param>
    /// <param name="chain">The history's hash there.</param>
    /// <param name="root">The root of the last commit, which covers it too.</param>
    public byte[] Save(long sequence, Hash256 chain, Hash256 root)
    {
        ByteWriter head = new();
        head.U32(Version);
        head.I64(sequence);
        head.Hash(chain);
        head.Hash(root);
        using MemoryStream stream = new();
        stream.Write(head.Bytes);
        stream.Write(stackalloc byte[8]);
        long start = stream.Length;
        Blocks.Save(stream);
        long blocks = stream.Length - start;
        Work?.Save(stream);
        stream.Position = start - 8;
        stream.Write(BitConverter.GetBytes(blocks));
        return stream.ToArray();
    }

    /// <summary>Reads what <see cref="Save"/> wrote and commits it.</summary>
    /// <exception cref="InvalidDataException">It is not what its root says.</exception>
    public static (GridState State, long Sequence, Hash256 Chain, Hash256 Root) Load(byte[] content, GridOptions options)
    {
        ByteReader reader = new(content);
        uint version = reader.U32();
        if (version != Version) throw new InvalidDataException(FormattableString.Invariant($"This is version {version}; version {Version} can be read."));
        long sequence = reader.I64();
        Hash256 chain = reader.Hash(), root = reader.Hash();
        int blocks = checked((int)reader.I64());
        using MemoryStream blockBytes = new(content, reader.Position, blocks, writable: false);
        GridState state = new(BlockArray.Load(blockBytes, options.Time), null);
        state = new(state.Blocks, options.FaceWork?.Invoke(state.Dimensions));
        using MemoryStream workBytes = new(content, reader.Position + blocks, content.Length - reader.Position - blocks, writable: false);
        if (state.Work is not null && workBytes.Length > 0) state.Work.Load(workBytes);
        if (state.Commit(sequence).Root is var found && found != root)
            throw new InvalidDataException(FormattableString.Invariant($"Its root is {found.ToShortString()}, but should be {root.ToShortString()}."));
        return (state, sequence, chain, root);
    }

    private static (long Touched, FaceWorkResult? Work) Worked(FaceWorkResult result) => (result.Processed, result);

    private (long Touched, FaceWorkResult? Work) Face(GridOperation.Face o, long time, FaceTurns turns)
    {
        switch (o.Operation)
        {
            case FaceOperation.Activate: return (Blocks.ActivateFace(o.Plane, o.Index, o.Value, time), null);
            case FaceOperation.Deactivate:
                Work?.ForgetFace(o.Plane, o.Index);
                return (Blocks.DeactivateFace(o.Plane, o.Index), null);
            case FaceOperation.Process: return Worked(Work!.ProcessFace(Blocks, o.Plane, o.Index, o.Text, turns));
            default: return Worked(Work!.SyncFace(Blocks, o.Plane, o.Index, turns));
        }
    }

    private long SetKappas(GridOperation.SetKappas o)
    {
        long touched = 0;
        for (int i = 0; i < o.At.Length; i++) touched += Blocks.SetKappa(o.At.Span[i], o.Kappas.Span[i]) ? 1 : 0;
        return touched;
    }
}
