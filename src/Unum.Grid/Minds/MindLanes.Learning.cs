using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using static Unum.Femto.Core.CoreWeights;
using static Unum.Grid.Minds.LaneMath;
using static Unum.Grid.Minds.LaneProduct;

namespace Unum.Grid.Minds;

/// <summary>The gradient of what was read by every weight, gathered into z, and one step of z.</summary>
internal sealed partial class MindLanes
{
    /// <summary>Gradient by u at one place: the embedding weighted by probability less target, over the text's length.</summary>
    private void Blame(int t, int row, ReadOnlySpan<byte> text)
    {
        ref float embedding = ref MemoryMarshal.GetArrayDataReference(_core.Embedding);
        ref float p = ref At(_dlogits + (row * Symbols));
        Vector512<float> share = Vector512<float>.One / (Get(ref At(_total), t) * Vector512.Create((float)text.Length)), one = Vector512.Create(-1f / text.Length);
        for (int part = 0; part < Width; part += 8)
        {
            Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
            for (int c = 0; c < Symbols; c++)
            {
                ref float e = ref Unsafe.Add(ref embedding, (c * Width) + part);
                Vector512<float> q = Get(ref p, c);
                a0 = Fma(q, Vector512.Create(e), a0);
                a1 = Fma(q, Vector512.Create(Unsafe.Add(ref e, 1)), a1);
                a2 = Fma(q, Vector512.Create(Unsafe.Add(ref e, 2)), a2);
                a3 = Fma(q, Vector512.Create(Unsafe.Add(ref e, 3)), a3);
                a4 = Fma(q, Vector512.Create(Unsafe.Add(ref e, 4)), a4);
                a5 = Fma(q, Vector512.Create(Unsafe.Add(ref e, 5)), a5);
                a6 = Fma(q, Vector512.Create(Unsafe.Add(ref e, 6)), a6);
                a7 = Fma(q, Vector512.Create(Unsafe.Add(ref e, 7)), a7);
            }

            ref float target = ref Unsafe.Add(ref embedding, (text[t] * Width) + part);
            ref float to = ref At(_du + (t * Width) + part);
            ReadOnlySpan<Vector512<float>> sums = [a0, a1, a2, a3, a4, a5, a6, a7];
            for (int d = 0; d < 8; d++) Put(ref to, d, Fma(Vector512.Create(Unsafe.Add(ref target, d)), one, sums[d] * share));
        }
    }

    private void Learn(ReadOnlySpan<byte> text, int rows, Span<byte> records, int minds, float rate)
    {
        int n = text.Length, places = (First + n + 3) & ~3;
        Span(_du + (n * Width), (16 - n) * Width).Clear();
        Span(_gw, PacketCount).Clear();
        Span(_dqkv, Places * 3 * Width).Clear();
        Span(_dz0, Places * Width).Clear();
        Span(_dz, 16 * Width).Clear();
        ScaledBack(_z2, _r3, GainFAt, _du, _dz, 0, n);
        Times(M(_dz, Width, 1), M(_w + Down2At, 1, Width), M(_dh, Hidden, 1), rows, Width, Hidden);
        Times(M(_h, 1, Hidden), M(_dz, Width, 1), M(_gw + Down2At, Width, 1), Hidden, n, Width);
        Hidden1(n, rows);
        Times(M(_y2, 1, Width), M(_dh, Hidden, 1), M(_gw + Up1At, Hidden, 1), Width, n, Hidden);
        Times(M(_dh, Hidden, 1), M(_w + Up1At, 1, Hidden), M(_dy, Width, 1), rows, Hidden, Width);
        ScaledBack(_z1, _r2, Gain2At, _dy, _dz, 0, n);
        Times(M(_a, 1, Width), M(_dz, Width, 1), M(_gw + OutAt, Width, 1), Width, n, Width);
        Times(M(_dz, Width, 1), M(_w + OutAt, 1, Width), M(_da, Width, 1), rows, Width, Width);
        AttendBack(n, rows, places);
        Times(M(_y1, 1, Width), M(_dqkv, 3 * Width, 1), M(_gw + QkvAt, 3 * Width, 1), Width, places, 3 * Width);
        Times(M(_dqkv, 3 * Width, 1), M(_w + QkvAt, 1, 3 * Width), M(_dy, Width, 1), places, 3 * Width, Width);
        Copy(_dz, _dz0 + (First * Width), n * Width);
        ScaledBack(_z0, _r1, Gain1At, _dy, _dz0, 0, First + n);
        Shifted(First + n);
        Step(records, minds, rate);
    }

    /// <summary>Through relu(x)^2 and its bias.</summary>
    private void Hidden1(int n, int rows)
    {
        ref float dh = ref At(_dh);
        ref float pre = ref At(_pre);
        ref float bias = ref At(_gw + Bias1At);
        Vector512<float> two = Vector512.Create(2f);
        for (int t = 0; t < rows; t++)
        {
            for (int j = 0; j < Hidden; j++)
            {
                int i = (t * Hidden) + j;
                Vector512<float> d = t < n ? Get(ref dh, i) * (two * Vector512.Max(Get(ref pre, i), Vector512<float>.Zero)) : default;
                Put(ref dh, i, d);
                Put(ref bias, j, Get(ref bias, j) + d);
            }
        }
    }

    /// <summary>Adds to dz what comes back through y = z r gain, and to the gain's gradient.</summary>
    private void ScaledBack(int z, int root, int gain, int dy, int dz, int from, int to)
    {
        ref float g = ref At(_w + gain);
        ref float gg = ref At(_gw + gain);
        for (int t = from; t < to; t++)
        {
            ref float row = ref At(z + (t * Width));
            ref float up = ref At(dy + (t * Width));
            ref float down = ref At(dz + (t * Width));
            Vector512<float> r = Get(ref At(root), t), dot = default;
            for (int d = 0; d < Width; d++)
            {
                Vector512<float> both = Get(ref up, d) * Get(ref row, d);
                Put(ref gg, d, Fma(both, r, Get(ref gg, d)));
                dot = Fma(both, Get(ref g, d), dot);
            }

            dot *= r * r * r * Vector512.Create(-1f / Width);
            for (int d = 0; d < Width; d++) Put(ref down, d, Fma(Get(ref row, d), dot, Fma(Get(ref up, d) * Get(ref g, d), r, Get(ref down, d))));
        }
    }

    private void AttendBack(int n, int rows, int places)
    {
        const int row = 3 * Width;
        ref float p = ref At(_p);
        ref float dp = ref At(_dp);
        Times(M(_da, Width, 1), M(_qkv + (2 * Width), 1, row), M(_dp, Places, 1), rows, Width, places);
        Times(M(_p, 1, Places), M(_da, Width, 1), M(_dqkv + (2 * Width), row, 1), places, n, Width);
        Vector512<float> slope = default, quarter = Vector512.Create(.25f);
        for (int t = 0; t < rows; t++)
        {
            Vector512<float> mean = default;
            for (int s = 0; s < places; s++) mean = Fma(Get(ref p, (t * Places) + s), Get(ref dp, (t * Places) + s), mean);
            for (int s = 0; s < places; s++)
            {
                Vector512<float> score = t < n && s <= First + t ? Get(ref p, (t * Places) + s) * (Get(ref dp, (t * Places) + s) - mean) : default;
                slope = Fma(score, Vector512.Create((float)(s - First - t)), slope);
                Put(ref dp, (t * Places) + s, score * quarter);
            }
        }

        Put(ref At(_gw + SlopeAt), 0, slope);
        Times(M(_dp, Places, 1), M(_qkv + Width, row, 1), M(_dqkv + (First * row), row, 1), rows, places, Width);
        Times(M(_dp, 1, Places), M(_qkv + (First * row), row, 1), M(_dqkv + Width, row, 1), places, n, Width);
    }

    /// <summary>Gradient of the scales by which the three bytes before are blended in.</summary>
    private void Shifted(int places)
    {
        ref float s = ref At(_gw + ShiftAt);
        for (int k = 1; k <= Shifts; k++)
        {
            for (int d = 0; d < Width; d++)
            {
                Vector512<float> sum = default;
                for (int p = 0; p < places; p++) sum = Fma(Get(ref At(_dz0), (p * Width) + d), Get(ref At(_e), ((p - k) * Width) + d), sum);
                Put(ref s, ((k - 1) * Width) + d, sum);
            }
        }
    }

    /// <summary>
    /// z moves against its gradient by <paramref name="rate"/> steps in the root mean square, rounded up or down at random so that small
    /// moves count; the chance comes from the mind's own count of steps, so that a replay does the same.
    /// </summary>
    private void Step(Span<byte> records, int minds, float rate)
    {
        int size = _core.SkillSize;
        Span(_gz, size).Clear();
        ref float gz = ref At(_gz);
        ref float gw = ref At(_gw);
        for (int i = 0; i < PacketCount; i++)
        {
            int place = _core.Places[i], sign = place >> 31;
            Vector512<float> g = Get(ref gw, i);
            Put(ref gz, place ^ sign, Get(ref gz, place ^ sign) + (sign == 0 ? g : -g));
        }

        Vector512<float> square = default;
        for (int i = 0; i < size; i++) square = Fma(Get(ref gz, i), Get(ref gz, i), square);
        Vector512<float> step = Vector512.Create(-rate) * InverseRoot(Fma(square, Vector512.Create(1f / size), Vector512.Create(1e-12f)));
        Span<float> gradient = Span(_gz, size), old = Span(_z, size);
        for (int lane = 0; lane < minds; lane++)
        {
            Span<byte> record = records.Slice(lane * _core.Stride, _core.Stride);
            Span<byte> z = record[BlockMind.HeaderBytes..];
            uint steps = BlockMind.Steps(record) * 0x9E3779B9u;
            for (int i = 0; i < size; i++)
            {
                uint chance = (steps ^ ((uint)i * 0x85EBCA6Bu)) * 0xC2B2AE35u;
                chance = (chance ^ (chance >> 15)) * 0x27D4EB2Fu;
                float to = MathF.FusedMultiplyAdd(gradient[(i * Lanes) + lane], step[lane], old[(i * Lanes) + lane]) + ((chance >> 8) * (1f / (1 << 24)));
                z[i] = (byte)(sbyte)Math.Clamp(MathF.Floor(to), -127, 127);
            }

            BlockMind.CountStep(record);
        }
    }
}
