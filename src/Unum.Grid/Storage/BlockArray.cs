using Unum.Grid.Integrity;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>Stub until the real one is there.</summary>
public sealed class BlockArray(Dimensions dimensions, TimeProvider time)
{
    private readonly SortedDictionary<(int, int, int), (float Value, float Kappa, long Time)> _blocks = [];
    private readonly Dictionary<Coordinate, List<Coordinate>> _links = [];

    /// <summary>Stub.</summary>
    public Dimensions Dimensions => dimensions;

    /// <summary>Stub.</summary>
    public long Count => _blocks.Count;

    /// <summary>Stub.</summary>
    public bool Activate(Coordinate at, float value = 1f)
    {
        Check(at, value);
        bool isNew = !_blocks.TryGetValue((at.X, at.Y, at.Z), out var old);
        _blocks[(at.X, at.Y, at.Z)] = isNew ? (value, .6f, time.GetUtcNow().ToUnixTimeMilliseconds()) : (value, old.Kappa, old.Time);
        return isNew;
    }

    /// <summary>Stub.</summary>
    public bool Deactivate(Coordinate at)
    {
        dimensions.Check(at);
        _links.Remove(at);
        return _blocks.Remove((at.X, at.Y, at.Z));
    }

    /// <summary>Stub.</summary>
    public bool TryGet(Coordinate at, out float value)
    {
        bool has = TryGetBlock(at, out Block block);
        value = block.Value;
        return has;
    }

    /// <summary>Stub.</summary>
    public float Get(Coordinate at) => TryGet(at, out float value) ? value : 0;

    /// <summary>Stub.</summary>
    public void Set(Coordinate at, float value) => Activate(at, value);

    /// <summary>Stub.</summary>
    public bool TryGetBlock(Coordinate at, out Block block)
    {
        dimensions.Check(at);
        bool has = _blocks.TryGetValue((at.X, at.Y, at.Z), out var b);
        block = has ? new(at, b.Value, b.Kappa, b.Time, BlockHash.Of(at, b.Value, dimensions).Short) : default;
        return has;
    }

    /// <summary>Stub.</summary>
    public void SetKappa(Coordinate at, float kappa)
    {
        if (_blocks.TryGetValue((at.X, at.Y, at.Z), out var b)) _blocks[(at.X, at.Y, at.Z)] = (b.Value, kappa, b.Time);
    }

    /// <summary>Stub.</summary>
    public IEnumerable<Block> Blocks() => _blocks.Select(b => new Block(new(b.Key.Item1, b.Key.Item2, b.Key.Item3), b.Value.Value, b.Value.Kappa, b.Value.Time, 0));

    /// <summary>Stub.</summary>
    public IEnumerable<Block> Region(Coordinate low, Coordinate high) => Blocks().Where(b =>
        b.Coordinate.X >= low.X && b.Coordinate.X <= high.X && b.Coordinate.Y >= low.Y && b.Coordinate.Y <= high.Y && b.Coordinate.Z >= low.Z && b.Coordinate.Z <= high.Z);

    /// <summary>Stub.</summary>
    public long ActivateFace(Plane plane, int index, float value)
    {
        long n = 0;
        (int a, int b) = plane switch { Plane.X => (dimensions.Y, dimensions.Z), Plane.Y => (dimensions.X, dimensions.Z), _ => (dimensions.X, dimensions.Y) };
        for (int i = 0; i < a; i++)
        {
            for (int j = 0; j < b; j++, n++) Activate(plane switch { Plane.X => new(index, i, j), Plane.Y => new(i, index, j), _ => new(i, j, index) }, value);
        }

        return n;
    }

    /// <summary>Stub.</summary>
    public long DeactivateFace(Plane plane, int index)
    {
        List<Block> face = [.. Blocks().Where(b => (plane switch { Plane.X => b.Coordinate.X, Plane.Y => b.Coordinate.Y, _ => b.Coordinate.Z }) == index)];
        foreach (Block b in face) Deactivate(b.Coordinate);
        return face.Count;
    }

    /// <summary>Stub.</summary>
    public void InsertMany(ReadOnlySpan<Coordinate> at, ReadOnlySpan<float> values)
    {
        for (int i = 0; i < at.Length; i++) Activate(at[i], values[i]);
    }

    /// <summary>Stub.</summary>
    public void Link(Coordinate a, Coordinate b)
    {
        if (!_links.TryGetValue(a, out var list)) _links[a] = list = [];
        if (!list.Contains(b)) list.Add(b);
    }

    /// <summary>Stub.</summary>
    public void Unlink(Coordinate a, Coordinate b)
    {
        if (_links.TryGetValue(a, out var list)) list.Remove(b);
    }

    /// <summary>Stub.</summary>
    public IReadOnlyList<Coordinate> Links(Coordinate at) => _links.TryGetValue(at, out var list) ? list : [];

    private void Check(Coordinate at, float value)
    {
        dimensions.Check(at);
        if (!float.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "A block's value is a finite number.");
    }
}
