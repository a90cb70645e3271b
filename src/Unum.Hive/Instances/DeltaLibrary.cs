using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Hive.Instances;

/// <summary>
/// Deltas that were read and verified, by name. Whether bytes are a signed delta depends on nothing but the bytes, so all instances of a process
/// share one library: a delta that ten of them receive is verified once. What was refused is not remembered: it costs a verification each time and
/// no memory.
/// </summary>
/// <param name="form">How the modes of the hive's frame are written.</param>
/// <remarks>Safe from any thread. Memory: about 1.5 kB a delta, for as long as the library lives.</remarks>
public sealed class DeltaLibrary(ModeForm form)
{
    /// <summary>Most public keys remembered.</summary>
    public const int MostKeys = 1 << 16;

    private readonly ConcurrentDictionary<Cid, SignedDelta> _deltas = new();
    private readonly ConcurrentDictionary<AuthorId, HiveKey> _keys = new();

    /// <summary>How many deltas there are.</summary>
    public int Count => _deltas.Count;

    /// <summary>Finds a delta that was verified before.</summary>
    public bool TryGet(Cid cid, out SignedDelta? delta) => _deltas.TryGetValue(cid, out delta);

    /// <summary>The public key of an author, when somebody has shown it.</summary>
    public HiveKey? KeyOf(AuthorId author) => _keys.GetValueOrDefault(author);

    /// <summary>Learns a public key.</summary>
    /// <param name="compressed">33 bytes.</param>
    /// <returns>Whose it is; null when it is no key, or there is no room for it.</returns>
    [SuppressMessage("Reliability", "CA2000", Justification = "The library owns its keys.")]
    public AuthorId? Meet(ReadOnlySpan<byte> compressed)
    {
        if (compressed.Length != HiveKey.PublicLength) return null;
        AuthorId author = new(Cid.Of(CidCodec.Raw, compressed).Digest.Prefix);
        if (!_keys.ContainsKey(author))
        {
            if (_keys.Count >= MostKeys) return null;
            try
            {
                _keys.TryAdd(author, HiveKey.FromPublic(compressed));
            }
            catch (Exception e) when (e is FormatException or System.Security.Cryptography.CryptographicException)
            {
                return null;
            }
        }

        return _keys[author].Public.Span.SequenceEqual(compressed) ? author : null;
    }

    /// <summary>Reads and verifies a delta, with or without the author's public key before it.</summary>
    /// <param name="bytes">A parcel (see <see cref="SignedDelta"/>) or a delta.</param>
    /// <param name="words">Why not, when it returns a reason.</param>
    /// <param name="delta">The delta, when it returns null.</param>
    /// <param name="cid">Name of the delta's bytes in any case.</param>
    /// <param name="author">Whom it names, when it could be read.</param>
    public RefusalReason? Open(ReadOnlySpan<byte> bytes, out string words, out SignedDelta? delta, out Cid cid, out AuthorId? author)
    {
        (words, delta, author) = ("", null, null);
        bytes = HiveKey.Split(bytes, out ReadOnlySpan<byte> shown);
        if (bytes.Length > BasinDelta.MostBytes)
        {
            words = FormattableString.Invariant($"{bytes.Length} bytes; a delta has at most {BasinDelta.MostBytes}.");
            cid = default; // whatever is too large is not even hashed
            return RefusalReason.TooLarge;
        }

        cid = Cid.Of(CidCodec.Raw, bytes);
        if (_deltas.TryGetValue(cid, out delta))
        {
            author = delta.Content.Author;
            return null;
        }

        BasinDelta content;
        try
        {
            content = BasinDelta.Read(bytes);
        }
        catch (PacketException e)
        {
            words = e.Message;
            return RefusalReason.Malformed;
        }

        author = content.Author;
        if (content.Form != form)
        {
            words = $"Its modes are written {content.Form}; this hive's frame has {form} ones.";
            return RefusalReason.OtherForm;
        }

        HiveKey? key = shown.IsEmpty || Meet(shown) == content.Author ? KeyOf(content.Author) : null;
        if (key is null)
        {
            words = shown.IsEmpty ? $"The public key of author {content.Author} is not known here; send it in front of the delta." : $"The key in front of the delta is not that of author {content.Author}.";
            return RefusalReason.UnknownKey;
        }

        if (!BasinDelta.IsSignedBy(bytes, key))
        {
            words = $"The signature is not that of author {content.Author}: the delta was forged or damaged.";
            return RefusalReason.BadSignature;
        }

        delta = _deltas.GetOrAdd(cid, new SignedDelta(cid, content, key.Public.Span, bytes));
        return null;
    }
}
