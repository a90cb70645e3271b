using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using System.Text.Json;
using Unum.Kairos.Mesh;

namespace Unum.Fabric.Mesh;

/// <summary>Phase messages as JSON, signed when the mesh has a key.</summary>
/// <remarks>
/// <para>The form, one object of at most 4 KiB:
/// <c>{"node_id":"PiZero-0","phase":{"real":0.7,"imag":0.5},"coherence":0.85,"timestamp":"2026-02-19T23:00:00Z","seq":7,"weight":1,"mac":"…"}</c>.
/// Members may come in any order; unknown ones are ignored, a known one twice is refused, a missing one is named. Without a key
/// the first four suffice: seq is then the timestamp in microseconds since 1970, so such a sender must give each message its
/// own timestamp, and weight is 1. A timestamp without an offset is UTC.</para>
/// <para>The code, for a mesh with a key: <c>mac</c> is the base64 of HMAC-SHA256 over these lines, each ended by one line
/// feed: <c>unum-phase-1</c>, node_id, phase.real, phase.imag, coherence, timestamp, seq, weight. Numbers and the timestamp are
/// covered <b>as the text that stands in the JSON</b> (at most 32 characters a number), node_id as its UTF-8 without escapes,
/// so a microcontroller signs the very characters that it prints and needs no number formatting in common with anyone. With a
/// key seq, weight and mac are required. Whoever relays a message passes its bytes on unchanged.</para>
/// <para>Cost: no allocation to encode into a span; none to decode a known sender. Thread-safe.</para>
/// </remarks>
public sealed class PhaseMessageCodec
{
    /// <summary>Longest message taken, in bytes.</summary>
    public const int MaxLength = 4096;

    /// <summary>Longest message ever written, in bytes.</summary>
    public const int MaxEncodedLength = 640;

    private const int MaxCanonicalLength = 512;
    private const int MacTextLength = 44;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = 8 };
    private readonly NameCache _names = new();
    private readonly MeshKey? _key;

    /// <summary>A codec of one mesh.</summary>
    /// <param name="key">The mesh's key; null for an open mesh, whose messages carry no code and need none.</param>
    public PhaseMessageCodec(MeshKey? key) => _key = key;

    /// <summary>Whether every message must carry a valid code.</summary>
    public bool RequiresKey => _key is not null;

    /// <summary>Writes a message.</summary>
    /// <param name="message">A valid one.</param>
    /// <param name="destination">At least <see cref="MaxEncodedLength"/> long.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException">The message is not valid, or the destination too short.</exception>
    public int Encode(in PhaseMessage message, Span<byte> destination)
    {
        Admission check = message.Check();
        if (!check.Accepted) throw new ArgumentException(check.Detail, nameof(message));
        if (destination.Length < MaxEncodedLength) throw new ArgumentException("The destination is too short.", nameof(destination));

        Utf8Text json = new(destination);
        json.Add("{\"node_id\":\""u8);
        json.AddEscaped(message.NodeId);
        json.Add("\",\"phase\":{\"real\":"u8);
        ReadOnlySpan<byte> real = json.AddFormatted(message.Phase.Real, default);
        json.Add(",\"imag\":"u8);
        ReadOnlySpan<byte> imag = json.AddFormatted(message.Phase.Imaginary, default);
        json.Add("},\"coherence\":"u8);
        ReadOnlySpan<byte> coherence = json.AddFormatted(message.Coherence, default);
        json.Add(",\"timestamp\":\""u8);
        ReadOnlySpan<byte> timestamp = json.AddFormatted(message.Timestamp.UtcDateTime, "O");
        json.Add("\",\"seq\":"u8);
        ReadOnlySpan<byte> seq = json.AddFormatted(message.Seq, default);
        json.Add(",\"weight\":"u8);
        ReadOnlySpan<byte> weight = json.AddFormatted(message.Weight, default);
        if (_key is not null)
        {
            Utf8Text canonical = new(stackalloc byte[MaxCanonicalLength]);
            canonical.Add("unum-phase-1\n"u8);
            canonical.AddChars(message.NodeId);
            canonical.Add((byte)'\n');
            Lines(ref canonical, real, imag, coherence, timestamp, seq, weight);
            Span<byte> code = stackalloc byte[MeshKey.CodeLength];
            Span<byte> text = stackalloc byte[MacTextLength];
            _key.Sign(canonical.Written, code);
            Base64.EncodeToUtf8(code, text, out _, out _);
            json.Add(",\"mac\":\""u8);
            json.Add(text);
            json.Add((byte)'"');
        }

        json.Add((byte)'}');
        return json.Length;
    }

    /// <summary>Writes a message into an array of its own.</summary>
    /// <exception cref="ArgumentException">The message is not valid.</exception>
    public byte[] Encode(in PhaseMessage message)
    {
        Span<byte> room = stackalloc byte[MaxEncodedLength];
        return room[..Encode(message, room)].ToArray();
    }

    /// <summary>Reads and authenticates a message. Never throws, whatever the bytes.</summary>
    /// <param name="utf8">The JSON.</param>
    /// <param name="message">The message; default when it is refused.</param>
    /// <returns>
    /// Accepted, malformed, oversized or unauthenticated, with a detail; and whatever <see cref="PhaseMessage.Check"/> finds.
    /// </returns>
    public Admission Decode(ReadOnlySpan<byte> utf8, out PhaseMessage message)
    {
        message = default;
        if (utf8.Length > MaxLength) return Admission.Refuse(RefusalReason.Oversized, "a message has at most 4096 bytes");
        try
        {
            PhaseFields fields = default;
            Span<char> name = stackalloc char[NodeId.MaxLength];
            Utf8JsonReader reader = new(utf8, Strict);
            string? wrong = fields.Read(ref reader, name) ?? fields.Missing();
            if (wrong is not null) return Admission.Refuse(RefusalReason.Malformed, wrong);
            name = name[..fields.NameLength];
            if (!NodeId.IsValid(name))
                return Admission.Refuse(RefusalReason.Malformed, "node_id must be a string of 1-64 printable characters");
            Admission admission = Authenticate(name, ref fields);
            return admission.Accepted ? Finish(name, ref fields, out message) : admission;
        }
        catch (JsonException)
        {
            return Admission.Refuse(RefusalReason.Malformed, "not valid JSON");
        }
        catch (InvalidOperationException)
        {
            return Admission.Refuse(RefusalReason.Malformed, "not valid UTF-8");
        }
    }

    private static void Lines(
        ref Utf8Text canonical, ReadOnlySpan<byte> real, ReadOnlySpan<byte> imag, ReadOnlySpan<byte> coherence,
        ReadOnlySpan<byte> timestamp, ReadOnlySpan<byte> seq, ReadOnlySpan<byte> weight)
    {
        Line(ref canonical, real);
        Line(ref canonical, imag);
        Line(ref canonical, coherence);
        Line(ref canonical, timestamp);
        Line(ref canonical, seq);
        Line(ref canonical, weight);
    }

    private static void Line(ref Utf8Text canonical, ReadOnlySpan<byte> text)
    {
        canonical.Add(text);
        canonical.Add((byte)'\n');
    }

    private Admission Authenticate(scoped ReadOnlySpan<char> name, ref PhaseFields fields)
    {
        if (_key is null) return Admission.Accept;
        if (!fields.Has(PhaseFields.Found.Mac)) return Admission.Refuse(RefusalReason.Unauthenticated, "mac is missing");
        if (!fields.Has(PhaseFields.Found.Seq)) return Admission.Refuse(RefusalReason.Malformed, "seq is missing");
        if (!fields.Has(PhaseFields.Found.Weight)) return Admission.Refuse(RefusalReason.Malformed, "weight is missing");

        Span<byte> code = stackalloc byte[MeshKey.CodeLength];
        if (fields.Mac.Length != MacTextLength ||
            Base64.DecodeFromUtf8(fields.Mac, code, out _, out int length) != OperationStatus.Done || length != code.Length)
            return Admission.Refuse(RefusalReason.Unauthenticated, "mac is not the base64 of 32 bytes");

        Utf8Text canonical = new(stackalloc byte[MaxCanonicalLength]);
        canonical.Add("unum-phase-1\n"u8);
        canonical.AddChars(name);
        canonical.Add((byte)'\n');
        Lines(
            ref canonical, fields.RealText, fields.ImagText, fields.CoherenceText, fields.TimestampText, fields.SeqText, fields.WeightText);
        return _key.Verify(canonical.Written, code)
            ? Admission.Accept
            : Admission.Refuse(RefusalReason.Unauthenticated, "mac is wrong: another key, or the message was changed");
    }

    private Admission Finish(scoped ReadOnlySpan<char> name, ref PhaseFields fields, out PhaseMessage message)
    {
        bool hasSeq = fields.Has(PhaseFields.Found.Seq);
        long microseconds = (fields.Timestamp.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) / TimeSpan.TicksPerMicrosecond;
        PhaseMessage read = new(
            _names.Get(name), new Complex(fields.Real, fields.Imag), fields.Coherence, fields.Timestamp,
            hasSeq ? fields.Seq : Math.Max(0, microseconds), fields.Has(PhaseFields.Found.Weight) ? fields.Weight : 1);
        Admission check = read.Check();
        message = check.Accepted ? read : default;
        return check;
    }
}
