using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Unum.Femto.Core;

/// <summary>
/// A core in one signed byte a weight, with one scale for every 16 weights. Layout (little endian): magic "uFCO", version (1 byte),
/// three zeros, 475 scales as half floats, 7,600 weights, SHA-256 of all before (32): 8,590 bytes.
/// </summary>
public static class CoreFile
{
    private const int HeaderBytes = 8;
    private const int Group = 16;
    private const byte Version = 1;

    /// <summary>Bytes of a core's file.</summary>
    public const int Bytes = HeaderBytes + (CoreWeights.Count / Group * 2) + CoreWeights.Count + SHA256.HashSizeInBytes;

    /// <summary>Writes a core.</summary>
    public static void Save(CoreWeights weights, Stream output)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(output);
        byte[] file = new byte[Bytes];
        "uFCO"u8.CopyTo(file);
        file[4] = Version;
        Span<byte> scales = file.AsSpan(HeaderBytes), numbers = file.AsSpan(HeaderBytes + (CoreWeights.Count / Group * 2));
        for (int g = 0; g < CoreWeights.Count / Group; g++)
        {
            ReadOnlySpan<float> group = weights.Values.AsSpan(g * Group, Group);
            Half scale = ScaleOf(group);
            BinaryPrimitives.WriteHalfLittleEndian(scales[(2 * g)..], scale);
            for (int i = 0; i < Group; i++) numbers[(g * Group) + i] = (byte)Rounded(group[i], scale);
        }

        SHA256.HashData(file.AsSpan(0, Bytes - SHA256.HashSizeInBytes), file.AsSpan(Bytes - SHA256.HashSizeInBytes));
        output.Write(file);
    }

    /// <summary>Reads a core.</summary>
    /// <exception cref="InvalidDataException">Not a core, one of another version, or a damaged one; the message says which.</exception>
    public static CoreWeights Load(Stream input)
    {
        ArgumentNullException.ThrowIfNull(input);
        byte[] file = new byte[Bytes];
        int read = input.ReadAtLeast(file, Bytes, throwOnEndOfStream: false);
        if (read < 4 || !file.AsSpan(0, 4).SequenceEqual("uFCO"u8)) throw new InvalidDataException("Not a core that `unum femto train --core` wrote: its first four bytes are not uFCO.");
        if (read < HeaderBytes) throw new InvalidDataException("The core ends within its header: it is truncated.");
        if (file[4] != Version) throw new InvalidDataException($"The core is of version {file[4]}; this program reads version {Version}.");
        if (read < Bytes) throw new InvalidDataException(FormattableString.Invariant($"The core ends after {read} of {Bytes} bytes: it is truncated."));
        if (input.ReadByte() >= 0) throw new InvalidDataException("The core goes on after its end: it is not what was written.");
        int end = Bytes - SHA256.HashSizeInBytes;
        if (!SHA256.HashData(file.AsSpan(0, end)).AsSpan().SequenceEqual(file.AsSpan(end))) throw new InvalidDataException("The checksum does not match: the core is damaged.");
        CoreWeights weights = new();
        ReadOnlySpan<byte> scales = file.AsSpan(HeaderBytes), numbers = file.AsSpan(HeaderBytes + (CoreWeights.Count / Group * 2));
        for (int i = 0; i < CoreWeights.Count; i++)
            weights.Values[i] = (sbyte)numbers[i] * (float)BinaryPrimitives.ReadHalfLittleEndian(scales[(i / Group * 2)..]);
        return weights;
    }

    /// <summary>The weights as they are after a file: rounded to one byte each.</summary>
    public static CoreWeights Rounded(CoreWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        CoreWeights rounded = new();
        for (int g = 0; g < CoreWeights.Count; g += Group)
        {
            Half scale = ScaleOf(weights.Values.AsSpan(g, Group));
            for (int i = g; i < g + Group; i++) rounded.Values[i] = Rounded(weights.Values[i], scale) * (float)scale;
        }

        return rounded;
    }

    private static Half ScaleOf(ReadOnlySpan<float> group)
    {
        float most = 0;
        foreach (float x in group) most = MathF.Max(most, MathF.Abs(x));
        return (Half)(most / 127);
    }

    private static sbyte Rounded(float x, Half scale) =>
        scale == (Half)0 ? (sbyte)0 : (sbyte)Math.Clamp(MathF.Round(x / (float)scale), -127, 127);
}
