using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Grid.Integrity;

/// <summary>Copies of bricks that are hashed together: all their blocks side by side first, then the bricks.</summary>
internal sealed class BrickGathering(int blocks, int bricks)
{
    private readonly Coordinate[] _at = new Coordinate[blocks];
    private readonly float[] _values = new float[blocks], _kappas = new float[blocks];
    private readonly Hash256[] _hashes = new Hash256[blocks];
    private readonly (int Code, int Count, byte[]? Links)[] _bricks = new (int, int, byte[]?)[bricks];
    private int _count;

    /// <summary>Blocks gathered.</summary>
    public int Blocks { get; private set; }

    /// <summary>Whether no more bricks fit.</summary>
    public bool IsFull => _count == _bricks.Length;

    /// <summary>Index of a block inside its brick.</summary>
    public static int IndexOf(Coordinate at) => (at.X & 7) | ((at.Y & 7) << 3) | ((at.Z & 7) << 6);

    public void Clear() => (_count, Blocks) = (0, 0);

    /// <summary>Takes a brick in; false when it has no blocks.</summary>
    public bool Add(BlockArray from, int code)
    {
        Span<Coordinate> at = _at.AsSpan(Blocks);
        int count = from.CopyBrick(code, at, _values.AsSpan(Blocks), _kappas.AsSpan(Blocks));
        if (count == 0) return false;
        _bricks[_count++] = (code, count, LinksOf(from, at[..count]));
        Blocks += count;
        return true;
    }

    /// <summary>Hashes them and tells each brick's hash.</summary>
    public void Hash(Dimensions dimensions, HashBatch batch, HashWidth width, Action<int, Hash256> done)
    {
        BlockHash.OfMany(_at.AsSpan(0, Blocks), _values.AsSpan(0, Blocks), dimensions, _hashes, width);
        int block = 0;
        for (int i = 0; i < _count; i++)
        {
            (_, int count, byte[]? links) = _bricks[i];
            int bytes = MerkleFormat.Head + (count * MerkleFormat.BlockBytes);
            Span<byte> message = batch.Add(bytes + (links?.Length ?? 0));
            MerkleFormat.BrickHead(message, count, links is not null);
            for (int b = 0; b < count; b++, block++)
                MerkleFormat.Block(message.Slice(MerkleFormat.Head + (b * MerkleFormat.BlockBytes), MerkleFormat.BlockBytes), IndexOf(_at[block]), _kappas[block], in _hashes[block]);
            links?.CopyTo(message[bytes..]);
        }

        ReadOnlySpan<Hash256> hashes = batch.Run(width);
        for (int i = 0; i < _count; i++) done(_bricks[i].Code, hashes[i]);
    }

    private static byte[]? LinksOf(BlockArray from, ReadOnlySpan<Coordinate> at)
    {
        if (from.LinkCount == 0) return null;
        List<(int, IReadOnlyList<uint>)>? links = null;
        foreach (Coordinate one in at)
        {
            IReadOnlyList<Coordinate> to = from.Links(one);
            if (to.Count > 0) (links ??= []).Add((IndexOf(one), [.. to.Select(Morton.Encode)]));
        }

        if (links is null) return null;
        List<byte> bytes = [];
        MerkleFormat.Links(bytes, links);
        return [.. bytes];
    }
}
