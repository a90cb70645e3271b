using System.Security.Cryptography;

namespace Unum.Femto;

/// <summary>
/// A trained, frozen Femto that any number of minds are born from: its tables are shared read-only by all readers on all threads;
/// a reader owns only its context, some kilobytes.
/// <para>Algorithm: reading without learning writes to no table, so sharing needs no lock. What a reader moves (the bytes before,
/// the place of the match, the mixer's inputs) is its own.</para>
/// Memory: one Femto (<see cref="Bytes"/>) once, and each reader's own <see cref="IByteModel.Bytes"/>. Making a reader: about a microsecond.
/// </summary>
public sealed class BirthModel
{
    private readonly FemtoModel _model;
    private readonly Lazy<string> _hash;

    private BirthModel(FemtoModel model)
    {
        model.Learning = false;
        _model = model;
        _hash = new(() => Convert.ToHexStringLower(TableHash()));
    }

    /// <summary>Counted memory of the shared tables in bytes.</summary>
    public long Bytes => _model.Bytes;

    /// <summary>SHA-256 of the tables as they were at birth, in hexadecimal: two births with one hash answer alike.</summary>
    public string Hash => _hash.Value;

    /// <summary>Trains by reading some bytes once. The same bytes make the same birth on every machine.</summary>
    /// <param name="bytes">What is learned.</param>
    /// <param name="stopping">Asked every 4 KiB.</param>
    public static BirthModel Train(ReadOnlySpan<byte> bytes, CancellationToken stopping = default)
    {
        FemtoModel model = new();
        for (int at = 0; at < bytes.Length; at += 4096)
        {
            stopping.ThrowIfCancellationRequested();
            model.Read(bytes.Slice(at, Math.Min(4096, bytes.Length - at)));
        }

        model.Resume(1);
        return new BirthModel(model);
    }

    /// <summary>Reads a model that <see cref="Save"/> or <see cref="ModelFile"/> wrote.</summary>
    /// <exception cref="InvalidDataException">Not a model, one of another revision, or a damaged one; the message says which.</exception>
    public static BirthModel Load(Stream input) => new(ModelFile.Load(input));

    /// <summary>Writes the model as a file of <see cref="ModelFile"/>.</summary>
    public void Save(Stream output) => ModelFile.Save(_model, output);

    /// <summary>A mind that reads these tables and never learns; it stands at the start of a stream. From any thread.</summary>
    public IByteModel NewReader() => _model.Reader();

    /// <summary>SHA-256 of the tables as they are now; always what <see cref="Hash"/> says, unless something wrote to them.</summary>
    internal byte[] TableHash()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        _model.Memory.Visit(table => hash.AppendData(table));
        return hash.GetHashAndReset();
    }

    internal FemtoModel Reader() => _model.Reader();
}
