using System.Buffers.Binary;

namespace Unum.Devices.Audio;

/// <summary>The sound of a WAV file, 16-bit PCM, with its channels averaged to one.</summary>
/// <param name="RateHz">Samples per second.</param>
/// <param name="Samples">In [-1, 1).</param>
public sealed record WavSound(int RateHz, float[] Samples)
{
    private const int LargestFile = 1 << 30;

    /// <summary>Reads a file.</summary>
    /// <exception cref="InvalidDataException">It is not a WAV file of 16-bit PCM; the message says what it is.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static WavSound Read(string path)
    {
        if (new FileInfo(path).Length > LargestFile) throw new InvalidDataException($"{path}: larger than 1 GiB.");
        return Parse(File.ReadAllBytes(path));
    }

    /// <summary>Reads the bytes of a file. Chunks other than fmt and data are skipped; a data chunk cut short is read as far as it goes.</summary>
    /// <exception cref="InvalidDataException">They are not a WAV file of 16-bit PCM.</exception>
    public static WavSound Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 12 || !bytes.StartsWith("RIFF"u8) || !bytes[8..].StartsWith("WAVE"u8)) throw Bad("no RIFF/WAVE header");
        int rate = 0, channels = 0;
        for (ReadOnlySpan<byte> rest = bytes[12..]; rest.Length >= 8;)
        {
            ReadOnlySpan<byte> body = rest[8..];
            uint stated = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            int length = (int)Math.Min(stated, (uint)body.Length);
            if (rest.StartsWith("fmt "u8)) (rate, channels) = ParseFormat(body[..length]);
            if (rest.StartsWith("data"u8)) return new WavSound(rate, ParseData(body[..length], rate, channels));
            // Chunks are padded to even lengths.
            rest = body[(int)Math.Min((uint)body.Length, (uint)length + (stated & 1))..];
        }

        throw Bad("no data");
    }

    private static (int Rate, int Channels) ParseFormat(ReadOnlySpan<byte> body)
    {
        if (body.Length < 16) throw Bad("its fmt chunk is too short");
        int format = BinaryPrimitives.ReadUInt16LittleEndian(body);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(body[2..]);
        int rate = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(body[14..]);
        if (format != 1 || bits != 16) throw Bad(FormattableString.Invariant($"format {format} with {bits} bits; only 16-bit PCM (format 1) is read"));
        return rate > 0 && channels > 0 ? (rate, channels) : throw Bad(FormattableString.Invariant($"{rate} Hz and {channels} channels"));
    }

    private static float[] ParseData(ReadOnlySpan<byte> body, int rate, int channels)
    {
        if (rate == 0) throw Bad("its data comes before its fmt chunk");
        float[] samples = new float[body.Length / (sizeof(short) * channels)];
        for (int n = 0; n < samples.Length; n++)
        {
            int sum = 0;
            for (int channel = 0; channel < channels; channel++)
                sum += BinaryPrimitives.ReadInt16LittleEndian(body[((n * channels + channel) * sizeof(short))..]);
            samples[n] = sum / (32768f * channels);
        }

        return samples;
    }

    private static InvalidDataException Bad(string why) => new($"Not a WAV file that can be read: {why}.");
}
