using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Unum.Femto;

/// <summary>
/// What a Femto learned, as a file. Layout (little endian): magic "uFMM", version (1 byte), three zeros, fingerprint of the model
/// (4), kappa (4), bytes of tables (4), the tables in the order of the model, SHA-256 of all before (32).
/// </summary>
public static class ModelFile
{
    private const int HeaderBytes = 20;
    private const byte Version = 1;

    /// <summary>Writes a model.</summary>
    public static void Save(FemtoModel model, Stream output)
    {
        int tables = TableBytes(model);
        byte[] file = new byte[HeaderBytes + tables + SHA256.HashSizeInBytes];
        "uFMM"u8.CopyTo(file);
        file[4] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), model.Fingerprint);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(12), model.Kappa);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), tables);
        int at = HeaderBytes;
        model.Memory.Visit(table =>
        {
            table.CopyTo(file.AsSpan(at));
            at += table.Length;
        });
        SHA256.HashData(file.AsSpan(0, at), file.AsSpan(at));
        output.Write(file);
    }

    /// <summary>Reads a model; it stands at the start of a new stream.</summary>
    /// <exception cref="InvalidDataException">Not a model, one of another revision, or a damaged one; the message says which.</exception>
    public static FemtoModel Load(Stream input)
    {
        FemtoModel model = new();
        int tables = TableBytes(model);
        byte[] file = new byte[HeaderBytes + tables + SHA256.HashSizeInBytes];
        int read = input.ReadAtLeast(file, file.Length, throwOnEndOfStream: false);
        if (read < 4 || !file.AsSpan(0, 4).SequenceEqual("uFMM"u8)) throw new InvalidDataException("Not a model that `unum femto train` wrote: its first four bytes are not uFMM.");
        if (read < HeaderBytes) throw new InvalidDataException("The model ends within its header: it is truncated.");
        if (file[4] != Version) throw new InvalidDataException($"The model is of version {file[4]}; this program reads version {Version}.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(8)) != model.Fingerprint || BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(16)) != tables)
            throw new InvalidDataException("The model is of another revision, or its header is damaged; train it again with this version of unum.");
        if (read < file.Length) throw new InvalidDataException("The model ends too early: it is truncated.");
        if (input.ReadByte() >= 0) throw new InvalidDataException("The model goes on after its end: it is not what was written.");
        int at = HeaderBytes;
        if (!SHA256.HashData(file.AsSpan(0, at + tables)).AsSpan().SequenceEqual(file.AsSpan(at + tables)))
            throw new InvalidDataException("The checksum does not match: the model is damaged.");
        model.Memory.Visit(table =>
        {
            file.AsSpan(at, table.Length).CopyTo(table);
            at += table.Length;
        });
        model.Resume(BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(12)));
        return model;
    }

    private static int TableBytes(FemtoModel model)
    {
        int bytes = 0;
        model.Memory.Visit(table => bytes += table.Length);
        return bytes;
    }
}
