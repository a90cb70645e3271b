using System.Buffers.Binary;
using System.Security.Cryptography;
using Unum.Tensors.Threads;

namespace Unum.Femto;

/// <summary>
/// What a Femto or a Cube learned, as a file. Layout (little endian): magic "uFMM", version (1 byte), kind of mind (1 byte: 0 one
/// Femto, 1 a Cube), two zeros, fingerprint of the model (4), kappa (4), bytes of tables (4), the tables in the order of the model,
/// SHA-256 of all before (32).
/// </summary>
public static class ModelFile
{
    private const int HeaderBytes = 20;
    private const byte Version = 1;

    /// <summary>Writes a model.</summary>
    /// <param name="model">A <see cref="FemtoModel"/> or a <see cref="CubeModel"/>.</param>
    /// <param name="output">Where the file goes.</param>
    /// <exception cref="ArgumentException">A model of another kind.</exception>
    public static void Save(IByteModel model, Stream output)
    {
        if (model is not ILearned learned) throw new ArgumentException("Only one Femto or a Cube is kept in a file.", nameof(model));
        int tables = TableBytes(learned);
        byte[] file = new byte[HeaderBytes + tables + SHA256.HashSizeInBytes];
        "uFMM"u8.CopyTo(file);
        (file[4], file[5]) = (Version, (byte)learned.Kind);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(8), learned.Fingerprint);
        BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(12), model.Kappa);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), tables);
        int at = HeaderBytes;
        learned.Visit(table =>
        {
            table.CopyTo(file.AsSpan(at));
            at += table.Length;
        });
        SHA256.HashData(file.AsSpan(0, at), file.AsSpan(at));
        output.Write(file);
    }

    /// <summary>Reads one Femto; it stands at the start of a new stream.</summary>
    /// <exception cref="InvalidDataException">Not a Femto, one of another revision, or a damaged one; the message says which.</exception>
    public static FemtoModel Load(Stream input) =>
        LoadMind(input) as FemtoModel ?? throw new InvalidDataException("The model is a Cube; here one Femto is needed.");

    /// <summary>Reads whatever mind the file holds; it stands at the start of a new stream.</summary>
    /// <param name="input">The file; read to its end.</param>
    /// <param name="threads">Threads that a Cube may use; one when left out.</param>
    /// <exception cref="InvalidDataException">Not a model, one of another revision, or a damaged one; the message says which.</exception>
    public static IByteModel LoadMind(Stream input, IThreadBudget? threads = null)
    {
        byte[] header = new byte[HeaderBytes];
        int read = input.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read < 4 || !header.AsSpan(0, 4).SequenceEqual("uFMM"u8)) throw new InvalidDataException("Not a model that `unum femto train` wrote: its first four bytes are not uFMM.");
        if (read < HeaderBytes) throw new InvalidDataException("The model ends within its header: it is truncated.");
        if (header[4] != Version) throw new InvalidDataException($"The model is of version {header[4]}; this program reads version {Version}.");
        if (!Enum.IsDefined((MindKind)header[5])) throw new InvalidDataException($"The model is of kind {header[5]}, which this program does not have.");
        IByteModel model = Minds.Create((MindKind)header[5], threads);
        ILearned learned = (ILearned)model;
        int tables = TableBytes(learned);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8)) != learned.Fingerprint || BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(16)) != tables)
            throw new InvalidDataException("The model is of another revision, or its header is damaged; train it again with this version of unum.");
        Fill(learned, header, input, tables);
        learned.Resume(BinaryPrimitives.ReadSingleLittleEndian(header.AsSpan(12)));
        return model;
    }

    private static void Fill(ILearned model, byte[] header, Stream input, int tables)
    {
        byte[] rest = new byte[tables + SHA256.HashSizeInBytes];
        int read = input.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false);
        if (read < rest.Length) throw new InvalidDataException("The model ends too early: it is truncated.");
        if (input.ReadByte() >= 0) throw new InvalidDataException("The model goes on after its end: it is not what was written.");
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        hash.AppendData(rest, 0, tables);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(rest.AsSpan(tables)))
            throw new InvalidDataException("The checksum does not match: the model is damaged.");
        int at = 0;
        model.Visit(table =>
        {
            rest.AsSpan(at, table.Length).CopyTo(table);
            at += table.Length;
        });
    }

    private static int TableBytes(ILearned model)
    {
        int bytes = 0;
        model.Visit(table => bytes += table.Length);
        return bytes;
    }
}
