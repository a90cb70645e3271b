using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Unum.Fabric.Mesh;

/// <summary>The secret that all nodes of a closed mesh share. It is never printed.</summary>
/// <remarks>
/// The key's bytes go into HMAC-SHA256 as they are: hex is decoded, text is taken as UTF-8. So a microcontroller needs nothing
/// but an HMAC-SHA256 and the same bytes.
/// </remarks>
[DebuggerDisplay("MeshKey(secret)")]
public sealed class MeshKey
{
    /// <summary>Fewest bytes of a key.</summary>
    public const int MinLength = 16;

    /// <summary>Most bytes of a key.</summary>
    public const int MaxLength = 1024;

    /// <summary>Bytes of a message code.</summary>
    internal const int CodeLength = HMACSHA256.HashSizeInBytes;

    private readonly byte[] _bytes;
    private IncrementalHash? _spare;

    private MeshKey(byte[] bytes) => _bytes = bytes;

    /// <summary>
    /// Reads a key: <c>hex:00ff…</c> (at least 32 digits), <c>file:/path</c> (its content, of any of these forms, without the
    /// white space around it), else the text itself (at least 16 bytes of UTF-8).
    /// </summary>
    /// <exception cref="FormatException">Too short, too long or not hex. The message never repeats the key.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static MeshKey Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.StartsWith("file:", StringComparison.Ordinal)) return FromText(ReadSmall(text[5..]).Trim());
        return FromText(text);
    }

    /// <inheritdoc/>
    public override string ToString() => "MeshKey(secret)";

    /// <summary>HMAC-SHA256 of <paramref name="canonical"/>.</summary>
    /// <remarks>A kept hash takes half the time of HMACSHA256.HashData; one waits for whoever comes first.</remarks>
    internal void Sign(ReadOnlySpan<byte> canonical, Span<byte> code)
    {
        IncrementalHash hash = Interlocked.Exchange(ref _spare, null) ?? IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _bytes);
        hash.AppendData(canonical);
        hash.GetHashAndReset(code);
        hash = Interlocked.Exchange(ref _spare, hash)!;
        hash?.Dispose();
    }

    /// <summary>Compares in constant time.</summary>
    internal bool Verify(ReadOnlySpan<byte> canonical, ReadOnlySpan<byte> code)
    {
        Span<byte> expected = stackalloc byte[CodeLength];
        Sign(canonical, expected);
        return CryptographicOperations.FixedTimeEquals(expected, code);
    }

    private static MeshKey FromText(string text)
    {
        byte[] bytes;
        if (text.StartsWith("hex:", StringComparison.OrdinalIgnoreCase))
        {
            // Own words, because the framework's exception might show a part of the key.
            ReadOnlySpan<char> digits = text.AsSpan(4);
            bytes = new byte[digits.Length / 2];
            if (digits.Length % 2 != 0 || Convert.FromHexString(digits, bytes, out _, out _) != OperationStatus.Done)
                throw new FormatException("The mesh key after hex: must be an even number of hexadecimal digits.");
        }
        else
        {
            bytes = Encoding.UTF8.GetBytes(text);
        }

        if (bytes.Length is < MinLength or > MaxLength)
            throw new FormatException($"A mesh key must have {MinLength} to {MaxLength} bytes; this one has {bytes.Length}.");
        return new MeshKey(bytes);
    }

    private static string ReadSmall(string path)
    {
        FileInfo file = new(path);
        if (file.Length > 4 * MaxLength) throw new FormatException($"The mesh key file {path} is too long to be a key.");
        return File.ReadAllText(path);
    }
}
