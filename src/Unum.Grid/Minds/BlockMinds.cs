using System.Text;
using Unum.Femto.Core;
using Unum.Grid.Instances;
using Unum.Grid.Kappa;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Grid.Minds;

/// <summary>
/// The minds of a grid's blocks. All share one trained core (<see cref="BlockCore"/>); a block owns a skill z and the last 16 bytes it
/// read, and only once it has read something: until then it is a newborn and costs nothing.
/// <para>
/// A face reads a text brick by brick: 16 minds at a time go through one kernel (<see cref="MindLanes"/>), each with its own weights
/// and context, on up to so many threads. Minds that are equal to the last byte are read once and share the result, which is what each
/// would have got; minds that differ are each worked out. Lanes are independent and sums are taken in one order, so the result is the
/// same bits for any number of threads and any vector width.
/// </para>
/// Memory: <c>24 + skill</c> bytes a mind (88 by default) and 130 a brick; 700 KB a thread. Time: see docs/cube.md.
/// Not thread-safe: one caller at a time.
/// </summary>
public sealed partial class BlockMinds : IFaceWork
{
    /// <summary>Longest text in bytes.</summary>
    public const int MostText = 1024;

    private const int BatchBricks = 64;

    private readonly BlockCore _core;
    private readonly SortedDictionary<int, BrickMinds> _bricks = [];
    private readonly MindLanes[] _lanes;
    private readonly Brick[] _views = new Brick[BatchBricks];
    private readonly MindBatch _batch;
    private readonly float _rate;

    /// <summary>Minds of a grid that has none yet.</summary>
    /// <param name="core">What they share.</param>
    /// <param name="threads">Most threads of one operation.</param>
    /// <param name="learningRate">How far a skill moves with every 16 bytes read, in steps of z (root mean square); 0: skills stay.</param>
    public BlockMinds(BlockCore core, int threads = 1, float learningRate = 0)
    {
        ArgumentNullException.ThrowIfNull(core);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        if (!(learningRate is >= 0 and <= 127)) throw new ArgumentOutOfRangeException(nameof(learningRate), learningRate, "The rate is 0 to 127 steps of z.");
        _core = core;
        _rate = learningRate;
        _lanes = new MindLanes[threads];
        for (int i = 0; i < threads; i++) _lanes[i] = new MindLanes(core);
        for (int i = 0; i < _views.Length; i++) _views[i] = new Brick();
        _batch = new MindBatch(core, learningRate, _lanes);
    }

    /// <summary>Blocks that have a mind of their own.</summary>
    public long Count => _bricks.Values.Sum(static b => (long)b.Count);

    /// <summary>Counted memory of the minds, without the shared core and the threads' scratch.</summary>
    public long Bytes => _bricks.Values.Sum(static b => b.Bytes);

    /// <summary>Minds that were worked out since this object was made; those that shared a twin's result are not in it.</summary>
    public long Computed => _batch.Computed;

    /// <inheritdoc/>
    public void Check(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes == 0) throw new ArgumentException("There is nothing to read: the text is empty.", nameof(text));
        if (bytes > MostText) throw new ArgumentException(FormattableString.Invariant($"The text has {bytes} bytes; a block reads at most {MostText} at once. Send it in parts."), nameof(text));
    }

    /// <summary>One block's mind reads a text and says how it would go on; an inactive block wakes up for it.</summary>
    public FaceWorkResult Process(BlockArray blocks, Coordinate at, string text, long milliseconds)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        Check(text);
        blocks.Dimensions.Check(at);
        if (!blocks.TryGetBlock(at, out Block block))
        {
            blocks.Activate(at, 1f, milliseconds);
            blocks.TryGetBlock(at, out block);
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        Span<byte> record = Minds(Brick.CodeOf(at)).Own(IndexOf(at));
        double bits = _batch.ReadOne(record, bytes);
        float kappa = KappaField.Drift(block.Kappa);
        blocks.SetKappa(at, kappa);
        byte[] voice = Continue(record, 24, (((long)at.Z << 20) | ((long)at.Y << 10) | (uint)at.X) + BlockMind.Steps(record));
        return new FaceWorkResult(1, kappa, Encoding.UTF8.GetString(voice), bits / bytes.Length);
    }

    /// <inheritdoc/>
    public FaceWorkResult ProcessFace(BlockArray blocks, Plane plane, int index, string text, FaceTurns turns)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(turns);
        Check(text);
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        FaceBricks face = new(blocks.Dimensions, plane, index);
        long done = 0, area = (long)face.Width * face.Height;
        double kappas = 0, bits = 0;
        Span<(int Index, int Packed)> active = stackalloc (int, int)[Brick.Volume];
        for (int next = 0; next < face.Codes.Length && !turns.Ended;)
        {
            _batch.Clear();
            int used = 0;
            long ready = done;
            while (next < face.Codes.Length && used < BatchBricks)
            {
                Brick view = _views[used];
                int code = face.Codes[next];
                int count = blocks.ReadBrick(code, view) ? face.Active(view, active) : 0;
                if (count > 0)
                {
                    if (!turns.Next(ready, area)) break;
                    _bricks.TryGetValue(code, out BrickMinds? minds);
                    for (int i = 0; i < count; i++) _batch.Add(used, active[i].Index, active[i].Packed, minds is null ? default : minds.Find(active[i].Index));
                    ready += count;
                    used++;
                }

                next++;
            }

            _batch.Run(bytes);
            bits += _batch.Bits;
            kappas += Write(blocks, used, face);
            done = ready;
        }

        return new FaceWorkResult(done, done == 0 ? 0 : kappas / done, "", done == 0 ? 0 : bits / done / bytes.Length);
    }

    /// <inheritdoc/>
    public FaceWorkResult SyncFace(BlockArray blocks, Plane plane, int index, FaceTurns turns) => KappaFace.Cycle(blocks, plane, index, turns);

    /// <inheritdoc/>
    public void Forget(Coordinate at)
    {
        if (!_bricks.TryGetValue(Brick.CodeOf(at), out BrickMinds? minds)) return;
        minds.Forget(IndexOf(at));
        if (minds.Count == 0) _bricks.Remove(Brick.CodeOf(at));
    }

    /// <inheritdoc/>
    public void ForgetFace(Plane plane, int index)
    {
        FaceBricks face = new(new Dimensions(Dimensions.Most, Dimensions.Most, Dimensions.Most), plane, index);
        foreach (int code in face.Codes)
        {
            if (!_bricks.TryGetValue(code, out BrickMinds? minds)) continue;
            for (int block = 0; block < Brick.Volume; block++)
            {
                if ((face.Mask[block >> 6] >> (block & 63) & 1) != 0) minds.Forget(block);
            }

            if (minds.Count == 0) _bricks.Remove(code);
        }
    }

    /// <summary>A copy of a block's skill, one signed step each; zeros when it has no mind of its own.</summary>
    public sbyte[] SkillOf(Coordinate at)
    {
        ReadOnlySpan<byte> record = _bricks.TryGetValue(Brick.CodeOf(at), out BrickMinds? minds) ? minds.Find(IndexOf(at)) : default;
        sbyte[] z = new sbyte[_core.SkillSize];
        if (!record.IsEmpty) System.Runtime.InteropServices.MemoryMarshal.Cast<byte, sbyte>(record[BlockMind.HeaderBytes..]).CopyTo(z);
        return z;
    }

    /// <summary>Gives a block a skill, such as one learned elsewhere.</summary>
    /// <param name="at">The block.</param>
    /// <param name="z">As many steps as the core's skill has.</param>
    public void Teach(Coordinate at, ReadOnlySpan<sbyte> z)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(z.Length, _core.SkillSize, nameof(z));
        z.CopyTo(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, sbyte>(Minds(Brick.CodeOf(at)).Own(IndexOf(at))[BlockMind.HeaderBytes..]));
    }

    private static int IndexOf(Coordinate at) => (at.X & 7) | ((at.Y & 7) << 3) | ((at.Z & 7) << 6);

    private BrickMinds Minds(int code)
    {
        if (!_bricks.TryGetValue(code, out BrickMinds? minds)) _bricks[code] = minds = new BrickMinds(_core.Stride);
        return minds;
    }

    /// <summary>Writes records and kappas of a batch back.</summary>
    /// <returns>The sum of the new kappas.</returns>
    private double Write(BlockArray blocks, int used, FaceBricks face)
    {
        double sum = 0;
        Span<float> kappas = stackalloc float[Brick.Volume];
        Span<ulong> wanted = stackalloc ulong[Brick.Edge];
        int item = 0;
        for (int b = 0; b < used; b++)
        {
            Brick view = _views[b];
            BrickMinds minds = Minds(view.Code);
            view.Kappas.CopyTo(kappas);
            for (int z = 0; z < wanted.Length; z++) wanted[z] = view.Mask[z] & face.Mask[z];
            minds.Expect(wanted);
            for (; item < _batch.Count && _batch.BrickOf(item) == b; item++)
            {
                _batch.Record(item).CopyTo(minds.Own(_batch.IndexOf(item)));
                ref float kappa = ref kappas[_batch.PackedOf(item)];
                kappa = KappaField.Drift(kappa);
                sum += kappa;
            }

            blocks.WriteKappas(view.Code, kappas[..view.Count]);
        }

        return sum;
    }

    /// <summary>Draws what the mind would say next: its own core, its own context, temperature .7, from a seed.</summary>
    private byte[] Continue(ReadOnlySpan<byte> record, int bytes, long seed)
    {
        sbyte[] z = new sbyte[_core.SkillSize];
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, sbyte>(record[BlockMind.HeaderBytes..]).CopyTo(z);
        CoreReader reader = new(new Skill(z, _core.Seed, _core.Scale).On(_core.Weights));
        foreach (byte b in record[(BlockMind.Context - BlockMind.Known(record))..BlockMind.Context]) reader.Read(b);
        Femto.Completion draw = new();
        byte[] said = new byte[bytes];
        float[] p = new float[256];
        ulong state = (ulong)seed;
        for (int i = 0; i < said.Length; i++)
        {
            reader.NextByte(p);
            state = (state * 6364136223846793005) + 1442695040888963407;
            said[i] = Cubes.ByteDraw.At(draw, p, (state >> 11) * (1.0 / (1L << 53)));
            reader.Read(said[i]);
        }

        return said;
    }
}
