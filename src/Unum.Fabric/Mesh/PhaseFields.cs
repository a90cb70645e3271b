using System.Text.Json;

namespace Unum.Fabric.Mesh;

/// <summary>The members of one phase message as they stand in its JSON: values, and the very text that the code covers.</summary>
internal ref struct PhaseFields
{
    private Found _has;
    public double Real;
    public double Imag;
    public double Coherence;
    public double Weight;
    public long Seq;
    public DateTimeOffset Timestamp;
    public int NameLength;
    public ReadOnlySpan<byte> RealText;
    public ReadOnlySpan<byte> ImagText;
    public ReadOnlySpan<byte> CoherenceText;
    public ReadOnlySpan<byte> WeightText;
    public ReadOnlySpan<byte> SeqText;
    public ReadOnlySpan<byte> TimestampText;
    public ReadOnlySpan<byte> Mac;

    // Longer numbers carry no more information and would blow up the text under the code.
    private const int MaxNumberLength = 32;

    [Flags]
    internal enum Found
    {
        None = 0,
        NodeId = 1,
        Phase = 2,
        Real = 4,
        Imag = 8,
        Coherence = 16,
        Timestamp = 32,
        Seq = 64,
        Weight = 128,
        Mac = 256,
    }

    /// <summary>Whether the message had this member.</summary>
    public readonly bool Has(Found member) => (_has & member) != Found.None;

    /// <summary>Which member that every message needs is not there; null when all are.</summary>
    public readonly string? Missing() =>
        !Has(Found.NodeId) ? "node_id is missing"
        : !Has(Found.Phase) ? "phase is missing"
        : !Has(Found.Real) ? "phase.real is missing"
        : !Has(Found.Imag) ? "phase.imag is missing"
        : !Has(Found.Coherence) ? "coherence is missing"
        : !Has(Found.Timestamp) ? "timestamp is missing"
        : null;

    /// <summary>Reads the one object that the JSON must be.</summary>
    /// <param name="reader">At its start.</param>
    /// <param name="name">Receives the characters of node_id; 64 long.</param>
    /// <returns>Null, or what is wrong.</returns>
    /// <exception cref="JsonException">Not JSON.</exception>
    /// <exception cref="InvalidOperationException">Text that is not UTF-8.</exception>
    public string? Read(scoped ref Utf8JsonReader reader, scoped Span<char> name)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return "a message is one JSON object";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? wrong = ReadMember(ref reader, name);
            if (wrong is not null) return wrong;
        }

        // What follows the object, if anything, makes the reader throw.
        reader.Read();
        return null;
    }

    private string? ReadMember(scoped ref Utf8JsonReader reader, scoped Span<char> name)
    {
        if (reader.ValueTextEquals("node_id"u8)) return First(Found.NodeId, "node_id is there twice") ?? ReadName(ref reader, name);
        if (reader.ValueTextEquals("phase"u8)) return First(Found.Phase, "phase is there twice") ?? ReadPhase(ref reader);
        if (reader.ValueTextEquals("coherence"u8))
        {
            return First(Found.Coherence, "coherence is there twice") ??
                ReadNumber(ref reader, out Coherence, out CoherenceText, "coherence must be a number");
        }

        if (reader.ValueTextEquals("timestamp"u8)) return First(Found.Timestamp, "timestamp is there twice") ?? ReadTimestamp(ref reader);
        if (reader.ValueTextEquals("seq"u8)) return First(Found.Seq, "seq is there twice") ?? ReadSeq(ref reader);
        if (reader.ValueTextEquals("weight"u8))
        {
            return First(Found.Weight, "weight is there twice") ??
                ReadNumber(ref reader, out Weight, out WeightText, "weight must be a number");
        }

        if (reader.ValueTextEquals("mac"u8)) return First(Found.Mac, "mac is there twice") ?? ReadMac(ref reader);
        reader.Skip();
        return null;
    }

    private string? ReadPhase(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject) return "phase must be an object of real and imag";
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? wrong = null;
            if (reader.ValueTextEquals("real"u8))
            {
                wrong = First(Found.Real, "phase.real is there twice") ??
                    ReadNumber(ref reader, out Real, out RealText, "phase.real must be a number");
            }
            else if (reader.ValueTextEquals("imag"u8))
            {
                wrong = First(Found.Imag, "phase.imag is there twice") ??
                    ReadNumber(ref reader, out Imag, out ImagText, "phase.imag must be a number");
            }
            else
            {
                reader.Skip();
            }

            if (wrong is not null) return wrong;
        }

        return null;
    }

    private string? ReadName(scoped ref Utf8JsonReader reader, scoped Span<char> name)
    {
        reader.Read();

        // A character takes at most six bytes of JSON (\u0000), so a longer text cannot be a valid name.
        if (reader.TokenType != JsonTokenType.String || reader.ValueSpan.Length > 6 * name.Length)
            return "node_id must be a string of 1-64 printable characters";
        Span<char> all = stackalloc char[6 * Kairos.Mesh.NodeId.MaxLength];
        int length = reader.CopyString(all);
        if (length > name.Length) return "node_id must be a string of 1-64 printable characters";
        all[..length].CopyTo(name);
        NameLength = length;
        return null;
    }

    private string? ReadTimestamp(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String || !IsoTime.TryParse(reader.ValueSpan, out Timestamp))
            return "timestamp must be an ISO 8601 string";
        TimestampText = reader.ValueSpan;
        return null;
    }

    private string? ReadSeq(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan.Length > MaxNumberLength || !reader.TryGetInt64(out Seq))
            return "seq must be a whole number";
        SeqText = reader.ValueSpan;
        return null;
    }

    private string? ReadMac(scoped ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.String || reader.ValueIsEscaped) return "mac must be a base64 string";
        Mac = reader.ValueSpan;
        return null;
    }

    private static string? ReadNumber(scoped ref Utf8JsonReader reader, out double value, out ReadOnlySpan<byte> text, string otherwise)
    {
        reader.Read();
        value = 0;
        text = default;
        if (reader.TokenType != JsonTokenType.Number || reader.ValueSpan.Length > MaxNumberLength || !reader.TryGetDouble(out value))
            return otherwise;
        text = reader.ValueSpan;
        return null;
    }

    private string? First(Found member, string otherwise)
    {
        if (Has(member)) return otherwise;
        _has |= member;
        return null;
    }
}
