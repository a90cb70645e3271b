using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Unum.Femto;

/// <summary>
/// What an offspring learned, in a file and in a copy. File, little endian: "uFMO" | version 4 | own memory 4 | kappa 4 | hash of the
/// birth 32 | tables | SHA-256 of all before 32.
/// </summary>
public sealed partial class OffspringModel
{
    private const int FileVersion = 1, HeaderBytes = 48;

    private readonly BirthModel _of;
    private readonly int _limit;

    /// <summary>A mind that has learned the same and goes its own way from here; it stands at the start of a stream.</summary>
    public OffspringModel Copy()
    {
        OffspringModel copy = new(_of, _limit) { Kappa = Kappa };
        List<byte[]> tables = [];
        _own.Visit(table => tables.Add(table.ToArray()));
        int next = 0;
        copy._own.Visit(table => tables[next++].CopyTo(table));
        copy._own.Restart();
        return copy;
    }

    /// <summary>Writes what it learned; the birth is not in the file, only its name.</summary>
    public void Save(Stream to)
    {
        ArgumentNullException.ThrowIfNull(to);
        using MemoryStream file = new();
        Span<byte> header = stackalloc byte[HeaderBytes];
        "uFMO"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], FileVersion);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], _limit);
        BinaryPrimitives.WriteSingleLittleEndian(header[12..], Kappa);
        Convert.FromHexString(_of.Hash).CopyTo(header[16..]);
        file.Write(header);
        _own.Visit(table => file.Write(table));
        to.Write(file.GetBuffer(), 0, (int)file.Length);
        to.Write(SHA256.HashData(file.GetBuffer().AsSpan(0, (int)file.Length)));
    }

    /// <summary>Reads what <see cref="Save"/> wrote; the mind stands at the start of a stream.</summary>
    /// <exception cref="InvalidDataException">Not an offspring, one of another birth or version, or a damaged one; the message says which.</exception>
    public static OffspringModel Load(Stream from, BirthModel birth)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(birth);
        byte[] header = new byte[HeaderBytes];
        if (from.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false) < HeaderBytes) throw new InvalidDataException("The offspring ends within its header: it is truncated.");
        if (!header.AsSpan(0, 4).SequenceEqual("uFMO"u8)) throw new InvalidDataException("Not an offspring: its first four bytes are not uFMO.");
        if (BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)) != FileVersion) throw new InvalidDataException("The offspring is of another version of this program.");
        if (!header.AsSpan(16, 32).SequenceEqual(Convert.FromHexString(birth.Hash))) throw new InvalidDataException("The offspring was born from another birth: give it that one.");
        int limit = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
        if (limit is < LeastBytes or > FemtoModel.MostBytes) throw new InvalidDataException("The offspring's header is damaged: its memory has no possible size.");
        OffspringModel model = new(birth, limit) { Kappa = BinaryPrimitives.ReadSingleLittleEndian(header.AsSpan(12)) };
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        model._own.Visit(table =>
        {
            if (from.ReadAtLeast(table, table.Length, throwOnEndOfStream: false) < table.Length) throw new InvalidDataException("The offspring ends too early: it is truncated.");
            hash.AppendData(table);
        });
        byte[] written = new byte[SHA256.HashSizeInBytes];
        if (from.ReadAtLeast(written, written.Length, throwOnEndOfStream: false) < written.Length) throw new InvalidDataException("The offspring ends too early: it is truncated.");
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(written)) throw new InvalidDataException("The checksum does not match: the offspring is damaged.");
        model._own.Restart();
        return model;
    }
}
