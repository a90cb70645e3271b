using System.Buffers.Binary;
using System.Security.Cryptography;
using Unum.Tensors.Threads;

namespace Unum.Femto.Coding;

/// <summary>
/// Lossless compression with a model that learns as it reads: the coder spends on each bit what the model did not know.
/// The expander owns the same model, predicts the same, and so needs nothing but the coded bytes.
/// <para>File layout (little endian): </para>
/// <code>
///  0  4  magic "uFEM"
///  4  1  version (1)
///  5  1  kind of model (0 one Femto, 1 a Cube of nine)
///  6  2  zero
///  8  8  length of the original
/// 16  4  fingerprint of the model: its shape and the revision of its algorithm
/// 20  4  FNV-1a of bytes 0-19
/// 24  …  arithmetic-coded bits
///  …  8  first bytes of SHA-256 over header and original
/// </code>
/// Memory: the model and some small buffers, whatever the length.
/// </summary>
/// <param name="clock">Times the work.</param>
/// <param name="threads">Threads that a Cube may use; one when left out. The bytes do not depend on it.</param>
public sealed class FemtoCodec(TimeProvider clock, IThreadBudget? threads = null)
{
    private const int HeaderBytes = 24;
    private const int ChecksumBytes = 8;
    private const int Chunk = 1 << 14;
    private const byte Version = 1;

    /// <summary>Bytes that a compressed file has beyond the coded bits.</summary>
    public static int Overhead => HeaderBytes + ChecksumBytes + 4;

    /// <summary>Compresses a stream.</summary>
    /// <param name="input">The original; read to its end.</param>
    /// <param name="length">Bytes in it.</param>
    /// <param name="output">Where the compressed file goes.</param>
    /// <param name="kind">One model or a Cube.</param>
    /// <param name="progress">Told every 16 KiB.</param>
    /// <param name="stopping">Stops between such pieces.</param>
    /// <exception cref="InvalidDataException">The input is not as long as was said.</exception>
    public CodecReport Compress(Stream input, long length, Stream output, MindKind kind, IProgress<FemtoProgress>? progress = null, CancellationToken stopping = default)
    {
        long start = clock.GetTimestamp();
        IByteModel model = Minds.Create(kind, threads);
        byte[] header = new byte[HeaderBytes];
        WriteHeader(header, kind, length);
        output.Write(header);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        ArithmeticEncoder coder = new(output);
        byte[] chunk = new byte[Chunk];
        ushort[]? probabilities = null;
        long done = 0;
        int read;
        while ((read = input.Read(chunk)) > 0)
        {
            stopping.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> piece = chunk.AsSpan(0, read);
            hash.AppendData(piece);
            if (model is CubeModel cube) Encode(coder, cube, piece, probabilities ??= new ushort[Chunk * 8]);
            else foreach (byte b in piece) Encode(coder, model, b);
            done += read;
            Tell(progress, done, length, coder.Written * 8.0, start);
        }

        if (done != length) throw new InvalidDataException(FormattableString.Invariant($"The input was to be {length} bytes long and is {done}: it changed while it was read."));
        coder.Finish();
        output.Write(hash.GetHashAndReset().AsSpan(0, ChecksumBytes));
        long written = HeaderBytes + coder.Written + ChecksumBytes;
        return new(done, written, done == 0 ? 0 : written * 8.0 / done, clock.GetElapsedTime(start).TotalSeconds, model.Bytes);
    }

    /// <summary>Restores what <see cref="Compress"/> wrote.</summary>
    /// <exception cref="InvalidDataException">Not such a file, or a damaged one; the message says what is wrong. What was written until then is not the original.</exception>
    public CodecReport Expand(Stream input, Stream output, IProgress<FemtoProgress>? progress = null, CancellationToken stopping = default)
    {
        long start = clock.GetTimestamp();
        byte[] header = new byte[HeaderBytes];
        (MindKind kind, long length) = ReadHeader(input, header);
        IByteModel model = Minds.Create(kind, threads);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header);
        ArithmeticDecoder coder = new(input);
        byte[] chunk = new byte[Chunk];
        for (long done = 0; done < length;)
        {
            stopping.ThrowIfCancellationRequested();
            Span<byte> piece = chunk.AsSpan(0, (int)Math.Min(Chunk, length - done));
            if (model is CubeModel cube) cube.ReadUnknown(piece, coder.Decode);
            else for (int i = 0; i < piece.Length; i++) piece[i] = Decode(coder, model);
            hash.AppendData(piece);
            output.Write(piece);
            done += piece.Length;
            Tell(progress, done, length, coder.Taken * 8.0, start);
        }

        Span<byte> checksum = stackalloc byte[ChecksumBytes];
        coder.ReadTrailer(checksum);
        if (!checksum.SequenceEqual(hash.GetHashAndReset().AsSpan(0, ChecksumBytes)))
            throw new InvalidDataException("The checksum does not match: the file is damaged.");
        return new(0, length, 0, clock.GetElapsedTime(start).TotalSeconds, model.Bytes);
    }

    private static void Encode(ArithmeticEncoder coder, IByteModel model, byte b)
    {
        for (int i = 7; i >= 0; i--)
        {
            int bit = (b >> i) & 1;
            coder.Encode(bit, model.PredictBit());
            model.Advance(bit);
        }
    }

    private static void Encode(ArithmeticEncoder coder, CubeModel cube, ReadOnlySpan<byte> piece, ushort[] probabilities)
    {
        cube.ReadKnown(piece, probabilities);
        for (int bit = 0; bit < piece.Length * 8; bit++) coder.Encode((piece[bit >> 3] >> (7 - (bit & 7))) & 1, probabilities[bit]);
    }

    private static byte Decode(ArithmeticDecoder coder, IByteModel model)
    {
        int b = 0;
        for (int i = 0; i < 8; i++)
        {
            int bit = coder.Decode(model.PredictBit());
            model.Advance(bit);
            b = (b << 1) | bit;
        }

        return (byte)b;
    }

    private static void WriteHeader(Span<byte> header, MindKind kind, long length)
    {
        "uFEM"u8.CopyTo(header);
        header[4] = Version;
        header[5] = (byte)kind;
        BinaryPrimitives.WriteInt64LittleEndian(header[8..], length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], Minds.Fingerprint(kind));
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], Fnv(header[..20]));
    }

    private static (MindKind Kind, long Length) ReadHeader(Stream input, Span<byte> header)
    {
        int read = input.ReadAtLeast(header, HeaderBytes, throwOnEndOfStream: false);
        if (read < 4 || !header[..4].SequenceEqual("uFEM"u8)) throw new InvalidDataException("Not a file that `unum femto compress` wrote: its first four bytes are not uFEM.");
        if (read < HeaderBytes) throw new InvalidDataException("The file ends within its header: it is truncated.");
        if (header[4] != Version) throw new InvalidDataException($"The file is of version {header[4]}; this program reads version {Version}.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[20..]) != Fnv(header[..20])) throw new InvalidDataException("The header is damaged: its check does not match.");
        MindKind kind = (MindKind)header[5];
        if (!Enum.IsDefined(kind)) throw new InvalidDataException($"The file needs a model of kind {header[5]}, which this program does not have.");
        if (BinaryPrimitives.ReadUInt32LittleEndian(header[16..]) != Minds.Fingerprint(kind))
            throw new InvalidDataException("The file was made with another revision of the model; expand it with the version of unum that made it.");
        long length = BinaryPrimitives.ReadInt64LittleEndian(header[8..]);
        if (length < 0) throw new InvalidDataException("The header is damaged: the length is negative.");
        return (kind, length);
    }

    private static uint Fnv(ReadOnlySpan<byte> bytes)
    {
        uint h = 2166136261;
        foreach (byte b in bytes) h = (h ^ b) * 16777619;
        return h;
    }

    private void Tell(IProgress<FemtoProgress>? progress, long done, long total, double bits, long start)
    {
        if (progress is null) return;
        double seconds = clock.GetElapsedTime(start).TotalSeconds;
        progress.Report(new(done, total, bits / done, seconds > 0 ? done / seconds : 0));
    }
}
