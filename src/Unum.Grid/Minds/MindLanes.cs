using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static Unum.Femto.Core.CoreWeights;
using static Unum.Grid.Minds.LaneMath;
using static Unum.Grid.Minds.LaneProduct;

namespace Unum.Grid.Minds;

/// <summary>
/// Sixteen block minds read one text of at most 16 bytes, each with its own weights and its own context: one block per lane.
/// <para>
/// Algorithm: every lane's 3,248 weights are made from the shared core and its z (<see cref="Femto.Core.Skill"/>); then the core's
/// equations (<see cref="Femto.Core.CoreReference"/>) run over the window of up to 16 bytes of context and the text, all places at
/// once, every number a vector of 16 blocks. The context needs keys and values only, because there is one layer. The embedding is
/// shared by all, so logits are products with a shared matrix. Learning is one step of the gradient of the mean surprise, through
/// all weights into z (<see cref="MindLanes.Learn"/>).
/// </para>
/// Layout: scratch of vectors of 16 floats, one array, 64-byte aligned; places count from the oldest byte of context (0) to the last
/// but one of the text (15 + n - 1); the place before the first predicted byte is 15. One thread each. Memory: about 700 KB.
/// Time: some 8,700 vector multiply-adds a byte for 16 blocks; no allocation.
/// </summary>
internal sealed partial class MindLanes
{
    private const int Places = 32, First = BlockMind.Context - 1, Block = 32;

    private readonly BlockCore _core;
    private readonly float[] _scratch;
    private readonly int _z, _w, _e, _z0, _y1, _r1, _qkv, _p, _a, _z1, _r2, _y2, _pre, _h, _z2, _r3, _u, _logits, _total, _known;
    private readonly int _gw, _dlogits, _du, _dz, _dy, _dh, _da, _dp, _dqkv, _dz0, _gz;

    /// <summary>Scratch for one thread.</summary>
    public MindLanes(BlockCore core)
    {
        _core = core;
        int at = 0;
        _z = Room(core.SkillSize);
        _w = Room(PacketCount);
        Room(Shifts * Width); // zeros before the first place
        _e = Room(Places * Width);
        _z0 = Room(Places * Width);
        _y1 = Room(Places * Width);
        _r1 = Room(Places);
        _qkv = Room(Places * 3 * Width);
        _p = Room(16 * Places);
        _a = Room(16 * Width);
        _z1 = Room(16 * Width);
        _r2 = Room(16);
        _y2 = Room(16 * Width);
        _pre = Room(16 * Hidden);
        _h = Room(16 * Hidden);
        _z2 = Room(16 * Width);
        _r3 = Room(16);
        _u = Room(16 * Width);
        _logits = Room(4 * Block);
        _total = Room(16);
        _known = Room(1);
        _gw = Room(PacketCount);
        _dlogits = Room(4 * Symbols);
        _du = Room(16 * Width);
        _dz = Room(16 * Width);
        _dy = Room(Places * Width);
        _dh = Room(16 * Hidden);
        _da = Room(16 * Width);
        _dp = Room(16 * Places);
        _dqkv = Room(Places * 3 * Width);
        _dz0 = Room(Places * Width);
        _gz = Room(core.SkillSize);
        _scratch = GC.AllocateArray<float>((at + 1) * Lanes, pinned: true);
        int skip = (int)((64 - ((nuint)(nint)Marshal.UnsafeAddrOfPinnedArrayElement(_scratch, 0) & 63)) & 63) / sizeof(float);
        _skip = skip;

        int Room(int vectors)
        {
            int here = at;
            at += vectors;
            return here;
        }
    }

    private readonly int _skip;

    /// <summary>Scratch memory in bytes.</summary>
    public long Bytes => _scratch.Length * sizeof(float);

    /// <summary>Reads one text with up to 16 minds.</summary>
    /// <param name="text">1 to 16 bytes.</param>
    /// <param name="records">The minds, one record after another; contexts move on, z moves when they learn.</param>
    /// <param name="bits">Surprise of each mind in bits, summed over the text: as many as there are minds.</param>
    /// <param name="rate">0: nothing is learned. Otherwise how far z moves: root mean square of one step, in steps of z.</param>
    public void Read(ReadOnlySpan<byte> text, Span<byte> records, Span<float> bits, float rate = 0)
    {
        Invariant.Holds(text.Length is >= 1 and <= BlockMind.Context, "a text is read 16 bytes at a time");
        Invariant.Holds(bits.Length is >= 1 and <= Lanes && records.Length == bits.Length * _core.Stride, "there is a record and a figure for each lane");
        int n = text.Length, rows = (n + 3) & ~3;
        Weights(records, bits.Length);
        Embed(text, records, bits.Length);
        Scaled(_z0, _r1, Gain1At, _y1, Places);
        Times(M(_y1, Width, 1), M(_w + QkvAt + Width, 3 * Width, 1), M(_qkv + Width, 3 * Width, 1), Places, Width, 2 * Width);
        Times(M(_y1 + (First * Width), Width, 1), M(_w + QkvAt, 3 * Width, 1), M(_qkv + (First * 3 * Width), 3 * Width, 1), rows, Width, Width);
        Attend(n, rows);
        Copy(_z0 + (First * Width), _z1, 16 * Width);
        Times(M(_a, Width, 1), M(_w + OutAt, Width, 1), M(_z1, Width, 1), rows, Width, Width, add: true);
        Scaled(_z1, _r2, Gain2At, _y2, rows);
        for (int t = 0; t < rows; t++) Copy(_w + Bias1At, _pre + (t * Hidden), Hidden);
        Times(M(_y2, Width, 1), M(_w + Up1At, Hidden, 1), M(_pre, Hidden, 1), rows, Width, Hidden, add: true);
        for (int i = 0; i < rows * Hidden; i++)
        {
            Vector512<float> v = Vector512.Max(Get(ref At(_pre), i), Vector512<float>.Zero);
            Put(ref At(_h), i, v * v);
        }

        Copy(_z1, _z2, 16 * Width);
        Times(M(_h, Hidden, 1), M(_w + Down2At, Width, 1), M(_z2, Width, 1), rows, Hidden, Width, add: true);
        Scaled(_z2, _r3, GainFAt, _u, rows, BlockCore.BitsPerNat);
        Surprise(text, rows, bits, rate > 0);
        if (rate > 0) Learn(text, rows, records, bits.Length, rate);
        for (int lane = 0; lane < bits.Length; lane++) BlockMind.Remember(records.Slice(lane * _core.Stride, _core.Stride), text);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref float At(int vector) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_scratch), _skip + (vector * Lanes));

    private Matrix M(int at, int row, int column) => new(ref At(at), row, column);

    private void Copy(int from, int to, int vectors) =>
        MemoryMarshal.CreateSpan(ref At(from), vectors * Lanes).CopyTo(MemoryMarshal.CreateSpan(ref At(to), vectors * Lanes));

    private Span<float> Span(int at, int vectors) => MemoryMarshal.CreateSpan(ref At(at), vectors * Lanes);

    /// <summary>Every lane's weights: the shared core and the lane's z behind the hash. Lanes without a mind repeat the core.</summary>
    private void Weights(ReadOnlySpan<byte> records, int minds)
    {
        int size = _core.SkillSize;
        Span<float> z = Span(_z, size);
        z.Clear();
        for (int lane = 0; lane < minds; lane++)
        {
            ReadOnlySpan<byte> own = records.Slice((lane * _core.Stride) + BlockMind.HeaderBytes, size);
            for (int i = 0; i < own.Length; i++) z[(i * Lanes) + lane] = (sbyte)own[i];
        }

        ref float from = ref At(_z);
        ref float to = ref At(_w);
        ref float shared = ref MemoryMarshal.GetArrayDataReference(_core.Weights.Values);
        ref short places = ref MemoryMarshal.GetArrayDataReference(_core.Places);
        Vector512<float> plus = Vector512.Create(_core.Scale), minus = -plus;
        for (int i = 0; i < PacketCount; i++)
        {
            int place = Unsafe.Add(ref places, i), sign = place >> 31;
            Vector512<float> scale = sign == 0 ? plus : minus;
            Put(ref to, i, Fma(Get(ref from, place ^ sign), scale, Vector512.Create(Unsafe.Add(ref shared, i))));
        }
    }

    /// <summary>A vector for every place, and its sum with the three before.</summary>
    private void Embed(ReadOnlySpan<byte> text, ReadOnlySpan<byte> records, int minds)
    {
        ref float e = ref At(_e);
        Span<float> context = Span(_e, BlockMind.Context * Width), known = Span(_known, 1);
        known.Fill(1);
        context.Clear();
        for (int lane = 0; lane < minds; lane++)
        {
            ReadOnlySpan<byte> record = records.Slice(lane * _core.Stride, BlockMind.HeaderBytes);
            int count = BlockMind.Known(record);
            known[lane] = count;
            for (int p = BlockMind.Context - count; p < BlockMind.Context; p++)
            {
                ReadOnlySpan<float> row = _core.Embedding.AsSpan(record[p] * Width, Width);
                ref float to = ref context[(p * Width * Lanes) + lane];
                for (int d = 0; d < row.Length; d++) Unsafe.Add(ref to, d * Lanes) = row[d];
            }
        }

        Span(_e + (BlockMind.Context * Width), BlockMind.Context * Width).Clear();
        for (int t = 0; t + 1 < text.Length; t++)
        {
            ReadOnlySpan<float> row = _core.Embedding.AsSpan(text[t] * Width, Width);
            for (int d = 0; d < Width; d++) Put(ref e, ((BlockMind.Context + t) * Width) + d, Vector512.Create(row[d]));
        }

        ref float s = ref At(_w + ShiftAt);
        ref float z0 = ref At(_z0);
        for (int i = 0; i < Places * Width; i++)
        {
            int d = i & (Width - 1);
            Vector512<float> z = Get(ref e, i);
            for (int k = 1; k <= Shifts; k++) z = Fma(Get(ref s, ((k - 1) * Width) + d), Get(ref e, i - (k * Width)), z);
            Put(ref z0, i, z);
        }
    }

    /// <summary>y = z / sqrt(mean z^2 + 1e-5) * gain; keeps the inverse root.</summary>
    private void Scaled(int z, int root, int gain, int y, int rows, float unit = 1)
    {
        ref float g = ref At(_w + gain);
        for (int t = 0; t < rows; t++)
        {
            ref float row = ref At(z + (t * Width));
            ref float to = ref At(y + (t * Width));
            Vector512<float> even = default, odd = default;
            for (int d = 0; d < Width; d += 2)
            {
                even = Fma(Get(ref row, d), Get(ref row, d), even);
                odd = Fma(Get(ref row, d + 1), Get(ref row, d + 1), odd);
            }

            Vector512<float> r = InverseRoot(Fma(even + odd, Vector512.Create(1f / Width), Vector512.Create(1e-5f)));
            Put(ref At(root), t, r);
            r *= Vector512.Create(unit);
            for (int d = 0; d < Width; d++) Put(ref to, d, Get(ref row, d) * r * Get(ref g, d));
        }
    }

    /// <summary>Every place from 15 on looks back at all known places up to itself.</summary>
    private void Attend(int n, int rows)
    {
        int places = (First + n + 3) & ~3;
        ref float p = ref At(_p);
        Vector512<float> slope = -Get(ref At(_w + SlopeAt), 0), known = Get(ref At(_known), 0), quarter = Vector512.Create(.25f), nats = Vector512.Create(BlockCore.BitsPerNat);
        Times(M(_qkv + (First * 3 * Width), 3 * Width, 1), M(_qkv + Width, 1, 3 * Width), M(_p, Places, 1), rows, Width, places);
        for (int t = 0; t < rows; t++)
        {
            int last = First + t, row = t * Places;
            Vector512<float> most = Vector512.Create(-1e30f), sum = default;
            for (int s = 0; s <= last && s < places; s++)
            {
                Vector512<float> score = Fma(slope, Vector512.Create((float)(last - s)), Get(ref p, row + s) * quarter);
                if (s < BlockMind.Context) score = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(known, Vector512.Create((float)(BlockMind.Context - s))), score, Vector512.Create(-1e30f));
                most = Vector512.Max(most, score);
                Put(ref p, row + s, score);
            }

            for (int s = 0; s <= last && s < places; s++)
            {
                Vector512<float> score = Get(ref p, row + s);
                Vector512<float> share = Vector512.ConditionalSelect(Vector512.GreaterThan(score, Vector512.Create(-1e29f)), Power((score - most) * nats), default);
                sum += share;
                Put(ref p, row + s, share);
            }

            sum = Vector512<float>.One / sum;
            for (int s = 0; s <= last && s < places; s++) Put(ref p, row + s, Get(ref p, row + s) * sum);
            for (int s = last + 1; s < places; s++) Put(ref p, row + s, default);
        }

        Times(M(_p, Places, 1), M(_qkv + (2 * Width), 3 * Width, 1), M(_a, Width, 1), rows, places, Width);
    }

    /// <summary>Surprise by each byte of the text, four places at a time; when learning, the gradient behind the logits too.</summary>
    private void Surprise(ReadOnlySpan<byte> text, int rows, Span<float> bits, bool learning)
    {
        Vector512<float> all = default;
        ref float embedding = ref MemoryMarshal.GetArrayDataReference(_core.Embedding);
        ref float bias = ref MemoryMarshal.GetArrayDataReference(_core.BiasBits);
        for (int r = 0; r < rows; r += 4)
        {
            Span(_total + r, 4).Clear();
            for (int c = 0; c < Symbols; c += Block)
            {
                int to = learning ? _dlogits + c : _logits, step = learning ? Symbols : Block;
                TimesShared(ref At(_u + (r * Width)), ref Unsafe.Add(ref embedding, c * Width), ref Unsafe.Add(ref bias, c), ref At(to), step, Block);
                for (int t = 0; t < 4; t++)
                {
                    ref float l = ref At(to + (t * step));
                    Vector512<float> even = Get(ref At(_total + r), t), odd = default;
                    for (int i = 0; i < Block; i += 2)
                    {
                        Vector512<float> x = Power(Get(ref l, i)), y = Power(Get(ref l, i + 1));
                        even += x;
                        odd += y;
                        if (!learning) continue;
                        Put(ref l, i, x);
                        Put(ref l, i + 1, y);
                    }

                    Put(ref At(_total + r), t, even + odd);
                }
            }

            for (int t = r; t < Math.Min(r + 4, text.Length); t++)
            {
                ref float e = ref Unsafe.Add(ref embedding, text[t] * Width);
                ref float u = ref At(_u + (t * Width));
                Vector512<float> logit = Vector512.Create(Unsafe.Add(ref bias, text[t]));
                for (int d = 0; d < Width; d++) logit = Fma(Get(ref u, d), Vector512.Create(Unsafe.Add(ref e, d)), logit);
                all += Log(Get(ref At(_total), t)) - Vector512.Min(Vector512.Max(logit, Vector512.Create(-120f)), Vector512.Create(120f));
                if (learning) Blame(t, t - r, text);
            }
        }

        for (int lane = 0; lane < bits.Length; lane++) bits[lane] = all[lane];
    }
}
