using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Unum.Fabric.Mesh;
using Unum.Kairos.Mesh;

namespace Unum.Tests.Fabric.Mesh;

public sealed class PhaseMessageCodecTests
{
    private const string Mission =
        """{"node_id":"PiZero-0","phase":{"real":0.7,"imag":0.5},"coherence":0.85,"timestamp":"2026-02-19T23:00:00Z"}""";

    private static readonly MeshKey Key = MeshKey.Parse("correct horse battery staple");
    private readonly PhaseMessageCodec _open = new(null);
    private readonly PhaseMessageCodec _keyed = new(Key);

    [Fact]
    public void The_missions_four_members_suffice_in_an_open_mesh()
    {
        PhaseMessage message = Decoded(_open, Mission);

        Assert.Equal("PiZero-0", message.NodeId);
        Assert.Equal(new Complex(0.7, 0.5), message.Phase);
        Assert.Equal(0.85, message.Coherence);
        Assert.Equal(new DateTimeOffset(2026, 2, 19, 23, 0, 0, TimeSpan.Zero), message.Timestamp);
        Assert.Equal(1771542000_000000, message.Seq);
        Assert.Equal(1, message.Weight);
    }

    [Fact]
    public void The_written_form_is_exactly_the_documented_one()
    {
        PhaseMessage message = new(
            "Pi \"Zero\" 0", new Complex(0.7, -0.5), 0.85, new DateTimeOffset(2026, 2, 19, 23, 0, 0, TimeSpan.Zero), 7, 2.5);

        Assert.Equal(
            """{"node_id":"Pi \"Zero\" 0","phase":{"real":0.7,"imag":-0.5},"coherence":0.85,"timestamp":"2026-02-19T23:00:00.0000000Z","seq":7,"weight":2.5}""",
            Encoding.UTF8.GetString(_open.Encode(message)));
    }

    [Fact]
    public void Every_valid_message_comes_back_as_it_was()
    {
        Gen<PhaseMessage> messages =
            from id in Gen.Elements("a", "Küche \"2\"", "back\\slash", "居間", new string('"', 64), new string('界', 64))
            from magnitude in Gen.Elements(0, 1, 0.5, 1e-300, 0.1234567890123456789, 2.0 / 3)
            from angle in Gen.Choose(0, 6283)
            from coherence in Gen.Choose(0, 1_000_000)
            from ticks in Gen.Choose(0, int.MaxValue)
            from seq in Gen.Elements(0, 1, 42, long.MaxValue)
            from weight in Gen.Elements(1e-300, 1, 3.3, 1000)
            select new PhaseMessage(
                id, Complex.FromPolarCoordinates(magnitude, angle / 1000.0), coherence / 1e6,
                new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(ticks * 10_000_019L), seq, weight);

        Check.QuickThrowOnFailure(Prop.ForAll(messages.ToArbitrary(), message =>
            new[] { _open, _keyed }.All(codec =>
                codec.Decode(codec.Encode(message), out PhaseMessage read).Accepted && read == message)));
    }

    [Fact]
    public void The_mac_is_the_hmac_of_the_documented_lines()
    {
        PhaseMessage message = new("n", new Complex(0.7, 0.5), 0.85, new DateTimeOffset(2026, 2, 19, 23, 0, 0, TimeSpan.Zero), 7, 1);
        using JsonDocument json = JsonDocument.Parse(_keyed.Encode(message));
        JsonElement root = json.RootElement;
        string lines = string.Join('\n', [
            "unum-phase-1", "n", root.GetProperty("phase").GetProperty("real").GetRawText(), root.GetProperty("phase").GetProperty("imag").GetRawText(),
            root.GetProperty("coherence").GetRawText(), root.GetProperty("timestamp").GetString()!, root.GetProperty("seq").GetRawText(),
            root.GetProperty("weight").GetRawText(), ""]);

        Assert.Equal(
            Convert.ToBase64String(HMACSHA256.HashData("correct horse battery staple"u8, Encoding.UTF8.GetBytes(lines))),
            root.GetProperty("mac").GetString());
    }

    [Fact]
    public void A_message_signed_by_openssl_is_accepted()
    {
        // printf 'unum-phase-1\nesp32\n0.70\n5e-1\n0.85\n2026-02-19T23:00:00+01:00\n3\n1.0\n' | openssl dgst -sha256 -hmac 'correct horse battery staple' -binary | base64
        string json = """{ "weight":1.0, "mac":"MAC", "seq":3, "phase":{"imag":5e-1,"real":0.70}, "coherence":0.85, "timestamp":"2026-02-19T23:00:00+01:00", "node_id":"\u0065sp32" }"""
            .Replace("MAC", OpenSslMac, StringComparison.Ordinal);

        PhaseMessage message = Decoded(_keyed, json);

        Assert.Equal("esp32", message.NodeId);
        Assert.Equal(new DateTimeOffset(2026, 2, 19, 22, 0, 0, TimeSpan.Zero), message.Timestamp);
    }

    private const string OpenSslMac = "TuzickE1cZFF/pACxTJXeDNvhA2kAyXWafk6GJMkeU8=";

    [Theory]
    [InlineData("", "not valid JSON")]
    [InlineData("[]", "a message is one JSON object")]
    [InlineData("{}", "node_id is missing")]
    [InlineData("""{"node_id":"a","phase":{"real":0}}""", "phase.imag is missing")]
    [InlineData("""{"node_id":"a","phase":{"real":0,"imag":0},"timestamp":"2026-02-19T23:00:00Z"}""", "coherence is missing")]
    [InlineData("""{"node_id":"a","phase":{"real":0,"imag":0},"coherence":1}""", "timestamp is missing")]
    [InlineData("""{"node_id":"a","node_id":"b"}""", "node_id is there twice")]
    [InlineData("""{"phase":{"real":0,"real":0}}""", "phase.real is there twice")]
    [InlineData("""{"phase":{"real":"0"}}""", "phase.real must be a number")]
    [InlineData("""{"phase":[0,1]}""", "phase must be an object of real and imag")]
    [InlineData("""{"phase":{"real":NaN}}""", "not valid JSON")]
    [InlineData("""{"node_id":7}""", "node_id must be a string of 1-64 printable characters")]
    [InlineData("""{"timestamp":"yesterday"}""", "timestamp must be an ISO 8601 string")]
    [InlineData("""{"seq":1.5}""", "seq must be a whole number")]
    [InlineData("""{"coherence":0.123456789012345678901234567890123}""", "coherence must be a number")]
    [InlineData(Mission + "x", "not valid JSON")]
    [InlineData("""{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}}}""", "not valid JSON")]
    public void What_is_wrong_is_named(string json, string detail)
    {
        Admission admission = _open.Decode(Encoding.UTF8.GetBytes(json), out _);

        Assert.Equal(RefusalReason.Malformed, admission.Reason);
        Assert.Equal(detail, admission.Detail);
    }

    [Fact]
    public void An_infinite_number_is_out_of_range() =>
        Assert.Equal(RefusalReason.OutOfRange, Refusal(_open, Mission.Replace("0.85", "1e400", StringComparison.Ordinal)));

    [Fact]
    public void A_long_message_is_oversized() =>
        Assert.Equal(RefusalReason.Oversized, Refusal(_open, Mission.Replace("{\"node", $"{{\"x\":\"{new string('x', 4096)}\",\"node", StringComparison.Ordinal)));

    [Fact]
    public void Unknown_members_are_ignored() =>
        Assert.Equal("PiZero-0", Decoded(_open, Mission.Replace("{\"node", "{\"x\":[{\"y\":null}],\"node", StringComparison.Ordinal)).NodeId);

    [Theory]
    [InlineData("2026-02-19T23:00:00", "2026-02-19T23:00:00Z")]
    [InlineData("2026-02-19 23:00:00.5Z", "2026-02-19T23:00:00.5Z")]
    [InlineData("2026-02-20T00:30:00.123456789+01:30", "2026-02-19T23:00:00.1234567Z")]
    [InlineData("2026-02-19T18:00:00-0500", "2026-02-19T23:00:00Z")]
    [InlineData("2024-02-29T23:59:59-05", "2024-03-01T04:59:59Z")]
    [InlineData("2026-02-29T00:00:00Z", null)]
    [InlineData("2026-02-19T24:00:00Z", null)]
    [InlineData("2026-02-19T23:00:60Z", null)]
    [InlineData("2026-02-19T23:00:00.Z", null)]
    [InlineData("2026-02-19T23:00:00+1", null)]
    [InlineData("2026-02-19T23:00:00ZZ", null)]
    [InlineData("0001-01-01T00:00:00+14:00", null)]
    [InlineData("2026-02-19", null)]
    public void Timestamps_are_iso_8601_and_utc_without_an_offset(string text, string? same)
    {
        bool parsed = IsoTime.TryParse(Encoding.UTF8.GetBytes(text), out DateTimeOffset time);

        Assert.Equal(same is not null, parsed);
        if (same is not null) Assert.Equal(DateTimeOffset.Parse(same, CultureInfo.InvariantCulture), time);
    }

    [Fact]
    public void With_a_key_a_message_without_or_with_a_wrong_code_is_unauthenticated()
    {
        PhaseMessage message = Decoded(_open, Mission);
        string signed = Encoding.UTF8.GetString(_keyed.Encode(message));

        Assert.Equal(RefusalReason.Unauthenticated, Refusal(_keyed, Mission));
        Assert.Equal(RefusalReason.Unauthenticated, Refusal(_keyed, signed.Replace("0.85", "0.86", StringComparison.Ordinal)));
        Assert.Equal(RefusalReason.Unauthenticated, Refusal(new PhaseMessageCodec(MeshKey.Parse("hex:" + new string('0', 32))), signed));
        Assert.Equal(RefusalReason.Malformed, Refusal(_keyed, Mission[..^1] + ",\"mac\":\"x\"}"));
        Assert.Equal(message, Decoded(_open, signed));
    }

    [Fact]
    public void Arbitrary_bytes_never_throw_and_never_allocate_much()
    {
        byte[] seed = Encoding.UTF8.GetBytes(Mission);
        Gen<byte> bytes = Gen.Choose(0, 255).Select(i => (byte)i);
        Gen<byte[]> junk = Gen.OneOf(
            bytes.ArrayOf(),
            bytes.ArrayOf(6000),
            Gen.Elements("{", "}", "\"", ":", ",", "phase", "\\u00", "1e", "[", "\"mac\"", "node_id", "null").ListOf(200)
                .Select(parts => Encoding.UTF8.GetBytes(string.Concat(parts))),
            Mutated(seed));
        _keyed.Decode(seed, out _);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(2000), Prop.ForAll(junk.ToArbitrary(), frame =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            Admission open = _open.Decode(frame, out PhaseMessage message);
            Admission keyed = _keyed.Decode(frame, out _);
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            return !keyed.Accepted && (!open.Accepted || message.Check().Accepted) && allocated < 16 * 1024;
        }));
    }

    [Fact]
    public void A_mutated_message_is_never_admitted_where_there_is_a_key()
    {
        PhaseMessage message = Decoded(_open, Mission) with { Seq = 1234567, Weight = 1.5 };
        byte[] signed = _keyed.Encode(message);

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(5000), Prop.ForAll(Mutated(signed).ToArbitrary(), frame =>
            !_keyed.Decode(frame, out PhaseMessage read).Accepted || read == message));
        for (int bit = 0; bit < signed.Length * 8; bit++)
        {
            byte[] flipped = [.. signed];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(!_keyed.Decode(flipped, out PhaseMessage read).Accepted || read == message);
        }
    }

    [Fact]
    public void Coding_known_nodes_allocates_nothing()
    {
        byte[] room = new byte[PhaseMessageCodec.MaxEncodedLength];
        PhaseMessage message = Decoded(_open, Mission);
        int length = _keyed.Encode(message, room);
        _keyed.Decode(room.AsSpan(0, length), out _);

        Assert.Equal(0, Allocation.Of(() =>
        {
            for (int i = 0; i < 100; i++)
            {
                length = _keyed.Encode(message, room);
                _keyed.Decode(room.AsSpan(0, length), out _);
            }
        }));
    }

    [Fact]
    public void A_message_that_may_not_be_sent_is_the_callers_error() =>
        Assert.Throws<ArgumentException>(() => _open.Encode(new PhaseMessage("a", 2, 1, DateTimeOffset.UnixEpoch, 1)));

    // Changed, inserted, doubled, removed or cut off; unchanged is possible too.
    private static Gen<byte[]> Mutated(byte[] original) =>
        from kind in Gen.Choose(0, 4)
        from at in Gen.Choose(0, original.Length - 1)
        from length in Gen.Choose(1, 20)
        from value in Gen.Choose(0, 255)
        select kind switch
        {
            0 => [.. original[..at], (byte)value, .. original[(at + 1)..]],
            1 => [.. original[..at], (byte)value, .. original[at..]],
            2 => [.. original[..at], .. original[Math.Max(0, at - length)..]],
            3 => [.. original[..at], .. original[Math.Min(original.Length, at + length)..]],
            _ => original[..at],
        };

    private static PhaseMessage Decoded(PhaseMessageCodec codec, string json)
    {
        Admission admission = codec.Decode(Encoding.UTF8.GetBytes(json), out PhaseMessage message);
        Assert.True(admission.Accepted, admission.Detail);
        return message;
    }

    private static RefusalReason Refusal(PhaseMessageCodec codec, string json) => codec.Decode(Encoding.UTF8.GetBytes(json), out _).Reason;
}
