using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Unum.Grid.Storage;

/// <content>Every figure by itself.</content>
internal sealed partial class BrickStore
{
    private const int Ahead = 16;

    [SkipLocalsInit]
    public void Apply<TKernel>(BlockColumn column, ref TKernel kernel)
        where TKernel : struct, IApplyKernel
    {
        Span<float> made = stackalloc float[Brick.Volume];
        bool kappas = column == BlockColumn.Kappa;
        Vector256<float> most = Vector256.Create(kappas ? 1 : float.MaxValue), least = Vector256.Create(kappas ? 0 : float.MinValue);
        for (int number = 0; number < Directory.Pages; number++)
        {
            Span<uint> page = Directory.WritablePage(number);
            for (int i = 0; i < page.Length; i++)
            {
                if (i + Ahead < page.Length && (int)page[i + Ahead] < 0) Prefetch(page[i + Ahead], 0);
                ref uint entry = ref page[i];
                if ((int)entry >= 0) continue;
                MarkDirty((number << BrickDirectory.PageShift) + i, ref entry);
                ref byte slot = ref kappas ? ref Keep(ref entry, Slab.Kappas, out Slab slab) : ref Slot(entry, out slab);
                Span<float> figures = MemoryMarshal.CreateSpan(ref kappas ? ref slab.Kappa(ref slot, 0) : ref slab.Value(ref slot, 0), slab.Capacity);
                if (!slab.IsDense) figures = figures[..slab.Count(ref slot)];
                if (!One(ref kernel, figures, made, least, most))
                {
                    throw new ArgumentOutOfRangeException(
                        nameof(kernel), FormattableString.Invariant($"The kernel made a figure that no {column} can be, in brick {(number << BrickDirectory.PageShift) + i}."));
                }

                if (slab.IsDense) Settle(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, ulong>(ref slot), 8), figures);
                if (!kappas && slab.HasHashes) MemoryMarshal.CreateSpan(ref slab.Hash(ref slot, 0), slab.Capacity).Clear();
            }
        }
    }

    /// <summary>Makes new figures aside, and takes them only if all of them are possible.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool One<TKernel>(ref TKernel kernel, Span<float> figures, Span<float> made, Vector256<float> least, Vector256<float> most)
        where TKernel : struct, IApplyKernel
    {
        ref float from = ref MemoryMarshal.GetReference(figures), to = ref MemoryMarshal.GetReference(made);
        Vector256<float> possible = Vector256<float>.AllBitsSet;
        int whole = figures.Length & ~7, rest = figures.Length & 7;
        for (int i = 0; i < whole; i += 8)
        {
            Vector256<float> next = kernel.Next(Vector256.LoadUnsafe(ref from, (nuint)i));
            possible &= Vector256.GreaterThanOrEqual(next, least) & Vector256.LessThanOrEqual(next, most);
            next.StoreUnsafe(ref to, (nuint)i);
        }

        if (rest == 1)
        {
            Vector256<float> next = kernel.Next(Vector256.Create(figures[whole]));
            possible &= Vector256.GreaterThanOrEqual(next, least) & Vector256.LessThanOrEqual(next, most);
            made[whole] = next[0];
        }
        else if (rest > 0)
        {
            // The last figures are repeated to fill a vector, so that no impossible one comes from lanes that are not there.
            Vector256<float> last = Vector256.Create(figures[whole]);
            for (int i = 1; i < rest; i++) last = last.WithElement(i, figures[whole + i]);
            Vector256<float> next = kernel.Next(last);
            possible &= Vector256.GreaterThanOrEqual(next, least) & Vector256.LessThanOrEqual(next, most);
            for (int i = 0; i < rest; i++) made[whole + i] = next[i];
        }

        if (possible.AsUInt32() != Vector256<uint>.AllBitsSet) return false;
        made[..figures.Length].CopyTo(figures);
        return true;
    }

    /// <summary>Puts inactive blocks of a dense slot back to 0.</summary>
    private static void Settle(ReadOnlySpan<ulong> mask, Span<float> figures)
    {
        for (int word = 0; word < 8; word++)
        {
            for (ulong bits = ~mask[word]; bits != 0; bits &= bits - 1) figures[(word << 6) + BitOperations.TrailingZeroCount(bits)] = 0;
        }
    }
}
