using System.Runtime.Intrinsics;
using Unum.Grid.Space;

namespace Unum.Grid.Storage;

/// <summary>
/// A sparse grid of blocks. Not thread-safe: one writer, or any number of readers while nobody writes.
/// </summary>
public sealed class BlockArray
{
    private readonly SortedDictionary<uint, Cell> _cells = [];
    private readonly SortedSet<int> _dirty = [];
    private readonly SortedDictionary<uint, SortedSet<uint>> _links = [];
    private readonly TimeProvider _time;

    /// <summary>An empty grid.</summary>
    /// <param name="dimensions">Its size.</param>
    /// <param name="time">Tells when blocks are activated.</param>
    /// <param name="kappa0">Kappa of a new block, 0 to 1.</param>
    public BlockArray(Dimensions dimensions, TimeProvider time, float kappa0 = .6f)
    {
        ArgumentNullException.ThrowIfNull(time);
        if (dimensions == default) throw new ArgumentOutOfRangeException(nameof(dimensions), dimensions, "A grid has at least one block.");
        CheckKappa(kappa0);
        Dimensions = dimensions;
        _time = time;
        Kappa0 = kappa0;
    }

    /// <summary>Its size.</summary>
    public Dimensions Dimensions { get; }

    /// <summary>Kappa of a block whose kappa was never set.</summary>
    public float Kappa0 { get; }

    /// <summary>Active blocks.</summary>
    public long Count => _cells.Count;

    /// <summary>Counted memory in bytes.</summary>
    public long Bytes => _cells.Count * 80L;

    /// <summary>Makes a block active and gives it a value. Its activation time is set only when it was not active.</summary>
    /// <returns>Whether it was not active.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid, or the value is not finite.</exception>
    public bool Activate(Coordinate at, float value = 1f) => Activate(at, value, Now());

    /// <summary><see cref="Activate(Coordinate, float)"/> at a time that the caller tells, as a replay does.</summary>
    /// <param name="at">Where.</param>
    /// <param name="value">Finite.</param>
    /// <param name="milliseconds">Since 1970 UTC, 0 to 2^47.</param>
    public bool Activate(Coordinate at, float value, long milliseconds)
    {
        Dimensions.Check(at);
        CheckValue(value);
        uint code = Morton.Encode(at);
        bool isNew = !_cells.TryGetValue(code, out Cell? cell);
        if (isNew) _cells[code] = cell = new() { Time = milliseconds, Kappa = Kappa0 };
        cell!.Value = value;
        cell.Hash = 0;
        _dirty.Add((int)(code >> 9));
        return isNew;
    }

    /// <summary>Makes a block inactive: its value, kappa, time, hash and links are gone.</summary>
    /// <returns>Whether it was active.</returns>
    public bool Deactivate(Coordinate at)
    {
        Dimensions.Check(at);
        uint code = Morton.Encode(at);
        if (!_cells.Remove(code)) return false;
        _dirty.Add((int)(code >> 9));
        if (_links.Remove(code, out SortedSet<uint>? others))
        {
            foreach (uint other in others) Drop(other, code);
        }

        return true;
    }

    /// <summary>Whether a block is active.</summary>
    public bool IsActive(Coordinate at) => TryGet(at, out _);

    /// <summary>Reads a value; false when the block is not active.</summary>
    public bool TryGet(Coordinate at, out float value)
    {
        Dimensions.Check(at);
        bool active = _cells.TryGetValue(Morton.Encode(at), out Cell? cell);
        value = active ? cell!.Value : 0;
        return active;
    }

    /// <summary>Reads a value; 0 when the block is not active.</summary>
    public float Get(Coordinate at) => TryGet(at, out float value) ? value : 0;

    /// <summary>Writes a value; activates the block if need be.</summary>
    public void Set(Coordinate at, float value) => Activate(at, value);

    /// <summary>Reads a whole block; false when it is not active.</summary>
    public bool TryGetBlock(Coordinate at, out Block block)
    {
        Dimensions.Check(at);
        bool active = _cells.TryGetValue(Morton.Encode(at), out Cell? cell);
        block = active ? cell!.At(at) : default;
        return active;
    }

    /// <summary>Sets the kappa of an active block.</summary>
    /// <returns>Whether it is active.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Outside the grid, or kappa is not 0 to 1.</exception>
    public bool SetKappa(Coordinate at, float kappa)
    {
        Dimensions.Check(at);
        CheckKappa(kappa);
        if (!_cells.TryGetValue(Morton.Encode(at), out Cell? cell)) return false;
        cell.Kappa = kappa;
        _dirty.Add(Brick.CodeOf(at));
        return true;
    }

    /// <summary>Keeps a hash with an active block until its value changes. Does not make its brick dirty.</summary>
    /// <returns>Whether it is active.</returns>
    public bool SetHash(Coordinate at, ulong hash)
    {
        Dimensions.Check(at);
        if (!_cells.TryGetValue(Morton.Encode(at), out Cell? cell)) return false;
        cell.Hash = hash;
        return true;
    }

    /// <summary>Tells the active neighbours of a block, which itself need not be active.</summary>
    /// <param name="at">The block.</param>
    /// <param name="adjacency">Which offsets count, told in their order.</param>
    /// <param name="active">Receives the coordinates; as long as the adjacency has offsets.</param>
    /// <returns>How many there are.</returns>
    public int Neighbours(Coordinate at, Adjacency adjacency, Span<Coordinate> active)
    {
        ArgumentNullException.ThrowIfNull(adjacency);
        Dimensions.Check(at);
        ArgumentOutOfRangeException.ThrowIfLessThan(active.Length, adjacency.Offsets.Length, nameof(active));
        int count = 0;
        foreach (Coordinate by in adjacency.Offsets)
        {
            Coordinate there = new(at.X + by.X, at.Y + by.Y, at.Z + by.Z);
            if (Dimensions.Contains(there) && _cells.ContainsKey(Morton.Encode(there))) active[count++] = there;
        }

        return count;
    }

    /// <summary>All active blocks in Morton order.</summary>
    public BlockSequence Blocks() => new([.. _cells.Select(c => c.Value.At(Morton.Decode(c.Key)))]);

    /// <summary>The active blocks of a box, in Morton order.</summary>
    /// <param name="low">Least corner, inside the grid.</param>
    /// <param name="high">Greatest corner, inclusive, inside the grid, nowhere less than <paramref name="low"/>.</param>
    public BlockSequence Region(Coordinate low, Coordinate high)
    {
        Dimensions.Check(low);
        Dimensions.Check(high);
        if (high.X < low.X || high.Y < low.Y || high.Z < low.Z)
            throw new ArgumentException(FormattableString.Invariant($"The box from {low} to {high} is turned round: no axis may end before it starts."), nameof(high));
        return new([.. Blocks().Where(b => b.At.X >= low.X && b.At.X <= high.X && b.At.Y >= low.Y && b.At.Y <= high.Y && b.At.Z >= low.Z && b.At.Z <= high.Z)]);
    }

    /// <summary>The active blocks of a face, in Morton order.</summary>
    public BlockSequence Face(Plane plane, int index)
    {
        (Coordinate low, Coordinate high) = FaceBox(plane, index);
        return Region(low, high);
    }

    /// <summary>Activates every block of a face and gives it a value.</summary>
    /// <returns>How many blocks the face has.</returns>
    public long ActivateFace(Plane plane, int index, float value = 1f) => ActivateFace(plane, index, value, Now());

    /// <summary><see cref="ActivateFace(Plane, int, float)"/> at a time that the caller tells.</summary>
    public long ActivateFace(Plane plane, int index, float value, long milliseconds)
    {
        CheckValue(value);
        return OverFace(plane, index, at => Activate(at, value, milliseconds) || true);
    }

    /// <summary>Deactivates every block of a face.</summary>
    /// <returns>How many were active.</returns>
    public long DeactivateFace(Plane plane, int index) => OverFace(plane, index, Deactivate);

    /// <summary>Activates many blocks and gives them values; where a coordinate comes twice the last value stays. All or nothing when one is refused.</summary>
    /// <returns>How many were not active.</returns>
    public long InsertMany(ReadOnlySpan<Coordinate> coordinates, ReadOnlySpan<float> values) => InsertMany(coordinates, values, Now());

    /// <summary><see cref="InsertMany(ReadOnlySpan{Coordinate}, ReadOnlySpan{float})"/> at a time that the caller tells.</summary>
    public long InsertMany(ReadOnlySpan<Coordinate> coordinates, ReadOnlySpan<float> values, long milliseconds)
    {
        if (coordinates.Length != values.Length) throw new ArgumentException("There are as many values as coordinates.", nameof(values));
        foreach (Coordinate at in coordinates) Dimensions.Check(at);
        foreach (float value in values) CheckValue(value);
        long isNew = 0;
        for (int i = 0; i < values.Length; i++) isNew += Activate(coordinates[i], values[i], milliseconds) ? 1 : 0;
        return isNew;
    }

    /// <summary>Reads many values; 0 where a block is not active.</summary>
    public void GetMany(ReadOnlySpan<Coordinate> coordinates, Span<float> values)
    {
        if (values.Length < coordinates.Length) throw new ArgumentException("There is a value for each coordinate.", nameof(values));
        for (int i = 0; i < coordinates.Length; i++) values[i] = Get(coordinates[i]);
    }

    /// <summary>Links two active blocks, both ways.</summary>
    /// <returns>Whether they were not linked.</returns>
    /// <exception cref="InvalidOperationException">One is not active.</exception>
    public bool Link(Coordinate a, Coordinate b)
    {
        if (a == b) throw new ArgumentException("A block is not linked to itself.", nameof(b));
        if (!IsActive(a) || !IsActive(b)) throw new InvalidOperationException(FormattableString.Invariant($"Only active blocks are linked: activate {(IsActive(a) ? b : a)} first."));
        uint x = Morton.Encode(a), y = Morton.Encode(b);
        if (!_links.TryGetValue(x, out SortedSet<uint>? from)) _links[x] = from = [];
        if (!_links.TryGetValue(y, out SortedSet<uint>? to)) _links[y] = to = [];
        _dirty.Add(Brick.CodeOf(a));
        _dirty.Add(Brick.CodeOf(b));
        return from.Add(y) & to.Add(x);
    }

    /// <summary>Takes a link away.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Unlink(Coordinate a, Coordinate b)
    {
        Dimensions.Check(a);
        Dimensions.Check(b);
        _dirty.Add(Brick.CodeOf(a));
        _dirty.Add(Brick.CodeOf(b));
        Drop(Morton.Encode(a), Morton.Encode(b));
        return Drop(Morton.Encode(b), Morton.Encode(a));
    }

    /// <summary>The blocks that a block is linked to, in Morton order.</summary>
    public IReadOnlyList<Coordinate> Links(Coordinate at)
    {
        Dimensions.Check(at);
        return _links.TryGetValue(Morton.Encode(at), out SortedSet<uint>? others) ? [.. others.Select(Morton.Decode)] : [];
    }

    /// <summary>Codes of the bricks with active blocks, ascending.</summary>
    public BrickSequence Bricks() => new([.. _cells.Keys.Select(c => (int)(c >> 9)).Distinct()]);

    /// <summary>
    /// Codes of the bricks that changed (a block's activity, value, kappa or links) since <see cref="ClearDirty"/>, ascending; bricks that lost their last
    /// block are among them. A loaded array is dirty throughout.
    /// </summary>
    public BrickSequence DirtyBricks() => new([.. _dirty]);

    /// <summary>How many bricks are dirty.</summary>
    public int DirtyCount => _dirty.Count;

    /// <summary>Calls every brick clean, as a commit does.</summary>
    public void ClearDirty() => _dirty.Clear();

    /// <summary>Copies a brick.</summary>
    /// <param name="code">Morton code of the brick.</param>
    /// <param name="into">Filled; its count is 0 when the brick has no active block.</param>
    /// <returns>Whether it has one.</returns>
    public bool ReadBrick(int code, Brick into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Code = code;
        into.Count = 0;
        Array.Clear(into.MaskWords);
        Coordinate o = Brick.OriginOf(code);
        for (int i = 0; i < Brick.Volume; i++)
        {
            if (!_cells.TryGetValue(Morton.Encode(new Coordinate(o.X + (i & 7), o.Y + ((i >> 3) & 7), o.Z + (i >> 6))), out Cell? cell)) continue;
            into.MaskWords[i >> 6] |= 1UL << (i & 63);
            into.ValueColumn[into.Count] = cell.Value;
            into.KappaColumn[into.Count] = cell.Kappa;
            into.TimeColumn[into.Count] = cell.Time;
            into.HashColumn[into.Count++] = cell.Hash;
        }

        return into.Count > 0;
    }

    /// <summary>Writes the kappas of a brick's active blocks.</summary>
    /// <param name="code">Morton code of the brick.</param>
    /// <param name="kappas">One each, 0 to 1, packed as in <see cref="Brick.Kappas"/>.</param>
    public void WriteKappas(int code, ReadOnlySpan<float> kappas)
    {
        foreach (float kappa in kappas) CheckKappa(kappa);
        WriteCells(code, kappas, (cell, kappa) => cell.Kappa = kappa);
        _dirty.Add(code);
    }

    /// <summary>Writes the hashes of a brick's active blocks, packed as in <see cref="Brick.Hashes"/>. Does not make it dirty.</summary>
    public void WriteHashes(int code, ReadOnlySpan<ulong> hashes) => WriteCells(code, hashes, (cell, hash) => cell.Hash = hash);

    /// <summary>Shows every active block with the sum over its active neighbours to a kernel.</summary>
    public void Sweep<TKernel>(BlockColumn column, ref TKernel kernel)
        where TKernel : struct, ISweepKernel
    {
        foreach (NeighbourhoodRow row in Rows(column)) kernel.Visit(row);
    }

    /// <summary>Gives every active block a new figure made of its own and its neighbours' old ones.</summary>
    public void Update<TKernel>(BlockColumn column, ref TKernel kernel)
        where TKernel : struct, IUpdateKernel
    {
        List<(Cell Cell, float Next)> all = [];
        foreach (NeighbourhoodRow row in Rows(column))
        {
            Vector256<float> next = kernel.Next(row);
            Coordinate o = Brick.OriginOf(row.Brick);
            for (int x = 0; x < 8; x++)
            {
                if ((row.Active >> x & 1) != 0)
                    all.Add((_cells[Morton.Encode(new Coordinate(o.X + x, o.Y + (row.Row & 7), o.Z + (row.Row >> 3)))], next[x]));
            }

            _dirty.Add(row.Brick);
        }

        foreach ((Cell cell, float next) in all)
        {
            if (column == BlockColumn.Kappa) cell.Kappa = next;
            else (cell.Value, cell.Hash) = (next, 0);
        }
    }

    /// <summary>Writes a snapshot.</summary>
    public void Save(Stream to)
    {
        using BinaryWriter writer = new(to, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Dimensions.X);
        writer.Write(Dimensions.Y);
        writer.Write(Dimensions.Z);
        writer.Write(Kappa0);
        writer.Write(_cells.Count);
        foreach ((uint code, Cell cell) in _cells)
        {
            writer.Write(code);
            writer.Write(cell.Value);
            writer.Write(cell.Kappa);
            writer.Write(cell.Time);
            writer.Write(cell.Hash);
        }

        List<(uint A, uint B)> links = [.. _links.SelectMany(l => l.Value.Where(o => l.Key < o).Select(o => (l.Key, o)))];
        writer.Write(links.Count);
        foreach ((uint a, uint b) in links)
        {
            writer.Write(a);
            writer.Write(b);
        }
    }

    /// <summary>Reads a snapshot.</summary>
    /// <exception cref="InvalidDataException">It is damaged or cut short; says where.</exception>
    public static BlockArray Load(Stream from, TimeProvider time)
    {
        using BinaryReader reader = new(from, System.Text.Encoding.UTF8, leaveOpen: true);
        try
        {
            BlockArray array = new(new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32()), time, reader.ReadSingle());
            for (int i = reader.ReadInt32(); i > 0; i--)
            {
                Coordinate at = Morton.Decode(reader.ReadUInt32());
                array.Activate(at, reader.ReadSingle());
                Cell cell = array._cells[Morton.Encode(at)];
                cell.Kappa = reader.ReadSingle();
                cell.Time = reader.ReadInt64();
                cell.Hash = reader.ReadUInt64();
            }

            for (int i = reader.ReadInt32(); i > 0; i--) array.Link(Morton.Decode(reader.ReadUInt32()), Morton.Decode(reader.ReadUInt32()));
            return array;
        }
        catch (EndOfStreamException end)
        {
            throw new InvalidDataException("The snapshot is cut short.", end);
        }
    }

    private static void CheckValue(float value)
    {
        if (!float.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "A block's value is a finite number.");
    }

    private static void CheckKappa(float kappa)
    {
        if (!(kappa is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(kappa), kappa, "A kappa is 0 to 1.");
    }

    private long Now() => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private bool Drop(uint from, uint to)
    {
        if (!_links.TryGetValue(from, out SortedSet<uint>? others) || !others.Remove(to)) return false;
        if (others.Count == 0) _links.Remove(from);
        return true;
    }

    private (Coordinate Low, Coordinate High) FaceBox(Plane plane, int index)
    {
        (int x, int y, int z) = (Dimensions.X - 1, Dimensions.Y - 1, Dimensions.Z - 1);
        int most = plane switch
        {
            Plane.X => x,
            Plane.Y => y,
            Plane.Z => z,
            _ => throw new ArgumentOutOfRangeException(nameof(plane), plane, "A plane is X, Y or Z."),
        };
        if ((uint)index > (uint)most) throw new ArgumentOutOfRangeException(nameof(index), index, FormattableString.Invariant($"The grid is {Dimensions}: a face of {plane} is 0 to {most}."));
        return plane switch
        {
            Plane.X => (new(index, 0, 0), new(index, y, z)),
            Plane.Y => (new(0, index, 0), new(x, index, z)),
            _ => (new(0, 0, index), new(x, y, index)),
        };
    }

    private long OverFace(Plane plane, int index, Func<Coordinate, bool> act)
    {
        (Coordinate low, Coordinate high) = FaceBox(plane, index);
        long touched = 0;
        for (int z = low.Z; z <= high.Z; z++)
        {
            for (int y = low.Y; y <= high.Y; y++)
            {
                for (int x = low.X; x <= high.X; x++) touched += act(new(x, y, z)) ? 1 : 0;
            }
        }

        return touched;
    }

    private void WriteCells<T>(int code, ReadOnlySpan<T> figures, Action<Cell, T> write)
    {
        Brick brick = new();
        ReadBrick(code, brick);
        if (figures.Length != brick.Count) throw new ArgumentException(FormattableString.Invariant($"Brick {code} has {brick.Count} active blocks, not {figures.Length}."), nameof(figures));
        Coordinate[] at = new Coordinate[brick.Count];
        brick.CopyCoordinates(at);
        for (int i = 0; i < at.Length; i++) write(_cells[Morton.Encode(at[i])], figures[i]);
    }

    private IEnumerable<NeighbourhoodRow> Rows(BlockColumn column)
    {
        foreach (IGrouping<(int Code, int Row), Block> row in Blocks().GroupBy(b => (Brick.CodeOf(b.At), (b.At.Y & 7) + ((b.At.Z & 7) << 3))).OrderBy(g => g.Key))
        {
            uint active = 0;
            Vector256<float> centre = default, sum = default, count = default;
            Coordinate[] near = new Coordinate[6];
            foreach (Block block in row)
            {
                int x = block.At.X & 7, n = Neighbours(block.At, Adjacency.Six, near);
                active |= 1u << x;
                centre = centre.WithElement(x, Figure(block.At));
                sum = sum.WithElement(x, near.Take(n).Sum(Figure));
                count = count.WithElement(x, n);
            }

            yield return new(row.Key.Code, row.Key.Row, active, centre, sum, count);
        }

        float Figure(Coordinate at)
        {
            Cell cell = _cells[Morton.Encode(at)];
            return column == BlockColumn.Kappa ? cell.Kappa : cell.Value;
        }
    }

    private sealed class Cell
    {
        public float Value, Kappa;
        public long Time;
        public ulong Hash;

        public Block At(Coordinate at) => new(at, Value, Kappa, Time, Hash);
    }
}
