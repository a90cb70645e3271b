using System.Buffers.Binary;
using System.Runtime.Intrinsics;
using Unum.Hive.Geometry;

namespace Unum.Hive.Packets;

/// <summary>
/// A direction on the sphere in 32 bytes. Sparse: sixteen little-endian 16-bit words, index &lt;&lt; 4 | weight, by ascending index, the unused
/// ones zero at the end. Dense: 64 nibbles, the even coordinate low. Weights are proportional to psi; the largest of a direction is 15.
/// </summary>
public readonly record struct ModeDirection
{
    /// <summary>Bytes of a direction.</summary>
    public const int Length = 32;

    /// <summary>Most coordinates of a sparse direction.</summary>
    public const int SparseCoordinates = 16;

    /// <summary>Most coordinates of any direction.</summary>
    public const int MostCoordinates = 64;

    private const int MostWeight = 15;
    private readonly Vector256<byte> _bytes;

    /// <summary>Takes 32 bytes as they are.</summary>
    public ModeDirection(ReadOnlySpan<byte> bytes) => _bytes = Vector256.Create(bytes);

    /// <summary>The nearest direction that can be written, of a point with at least one positive coordinate.</summary>
    public static ModeDirection Of(ReadOnlySpan<float> psi, ModeForm form)
    {
        float most = 0;
        foreach (float x in psi) most = Math.Max(most, x);
        Invariant.Holds(most > 0 && float.IsFinite(most), "a direction needs a positive coordinate");
        Span<byte> bytes = stackalloc byte[Length];
        bytes.Clear();
        if (form == ModeForm.Dense)
        {
            Invariant.Holds(psi.Length <= MostCoordinates, "a dense direction has 64 coordinates");
            for (int i = 0; i < psi.Length; i++) bytes[i >> 1] |= (byte)(Weight(psi[i], most) << ((i & 1) * 4));
            return new ModeDirection(bytes);
        }

        WriteLargest(psi, most, bytes);
        return new ModeDirection(bytes);
    }

    /// <summary>Adds the unit vector of this direction, in whole 2^-20 and times <paramref name="factor"/>, to fixed-point sums.</summary>
    /// <remarks>Integers and IEEE square root and division only: all machines add the same.</remarks>
    public void AddTo(Span<long> sums, ModeForm form, long factor)
    {
        Span<(int Index, int Weight)> coordinates = stackalloc (int, int)[MostCoordinates];
        int count = Coordinates(form, coordinates);
        long squares = 0;
        foreach ((_, int weight) in coordinates[..count]) squares += weight * weight;
        double scale = (1 << 20) / Math.Sqrt(squares);
        foreach ((int index, int weight) in coordinates[..count]) sums[index] += (long)Math.Round(weight * scale) * factor;
    }

    /// <summary>Writes the unit vector of this direction.</summary>
    public void Expand(Span<float> psi, ModeForm form)
    {
        psi.Clear();
        Span<int> indices = stackalloc int[MostCoordinates];
        Span<float> unit = stackalloc float[MostCoordinates];
        int count = Read(form, indices, unit);
        for (int i = 0; i < count; i++) psi[indices[i]] = unit[i];
    }

    /// <summary>The unit vector of this direction, only where it is not zero.</summary>
    /// <param name="form">How it is written.</param>
    /// <param name="indices">Room for 64; by ascending index.</param>
    /// <param name="unit">Room for 64.</param>
    /// <returns>How many coordinates.</returns>
    public int Read(ModeForm form, Span<int> indices, Span<float> unit)
    {
        Span<(int Index, int Weight)> coordinates = stackalloc (int, int)[MostCoordinates];
        int count = Coordinates(form, coordinates);
        int squares = 0;
        foreach ((_, int weight) in coordinates[..count]) squares += weight * weight;
        double length = Math.Sqrt(squares);
        Span<float> shares = stackalloc float[MostWeight + 1];
        for (int weight = 0; weight < shares.Length; weight++) shares[weight] = (float)(weight / length);
        for (int i = 0; i < count; i++) (indices[i], unit[i]) = (coordinates[i].Index, shares[coordinates[i].Weight]);
        return count;
    }

    /// <summary>Whether the bytes are the one canonical spelling of a direction of this form.</summary>
    public bool IsCanonical(ModeForm form)
    {
        Span<byte> bytes = stackalloc byte[Length];
        _bytes.CopyTo(bytes);
        if (form == ModeForm.Dense)
        {
            foreach (byte b in bytes)
            {
                if ((b & 15) == MostWeight || b >> 4 == MostWeight) return true;
            }

            return false;
        }

        int before = -1;
        bool ended = false, full = false;
        for (int i = 0; i < SparseCoordinates; i++)
        {
            int word = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
            if (word == 0) ended = true;
            else if (ended || (word & 15) == 0 || word >> 4 <= before) return false;
            else (before, full) = (word >> 4, full || (word & 15) == MostWeight);
        }

        return full;
    }

    /// <summary>Writes 32 bytes.</summary>
    public void Write(Span<byte> bytes) => _bytes.CopyTo(bytes);

    private static int Weight(float x, float most) => (int)MathF.Round(Math.Max(0, x) * MostWeight / most);

    private static void WriteLargest(ReadOnlySpan<float> psi, float most, Span<byte> bytes)
    {
        // Sixteen largest by insertion; ties go to the lower index so that the choice is the same everywhere.
        Span<int> largest = stackalloc int[SparseCoordinates];
        int count = 0;
        for (int i = 0; i < psi.Length; i++)
        {
            if (Weight(psi[i], most) == 0) continue;
            int at = count;
            while (at > 0 && psi[i] > psi[largest[at - 1]]) at--;
            if (at == SparseCoordinates) continue;
            if (count < SparseCoordinates) count++;
            for (int k = count - 1; k > at; k--) largest[k] = largest[k - 1];
            largest[at] = i;
        }

        largest[..count].Sort();
        for (int i = 0; i < count; i++) BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * i)..], (ushort)((largest[i] << 4) | Weight(psi[largest[i]], most)));
    }

    private int Coordinates(ModeForm form, Span<(int Index, int Weight)> coordinates)
    {
        Span<byte> bytes = stackalloc byte[Length];
        _bytes.CopyTo(bytes);
        int count = 0;
        if (form == ModeForm.Dense)
        {
            for (int i = 0; i < MostCoordinates; i++)
            {
                int weight = (bytes[i >> 1] >> ((i & 1) * 4)) & 15;
                if (weight > 0) coordinates[count++] = (i, weight);
            }

            return count;
        }

        for (int i = 0; i < SparseCoordinates; i++)
        {
            int word = BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * i)..]);
            if (word != 0) coordinates[count++] = (word >> 4, word & 15);
        }

        return count;
    }
}
