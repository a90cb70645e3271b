using System.Text;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Tests.Grid.Storage;

public sealed class SnapshotTests
{
    [Fact]
    public void Every_flipped_bit_is_found_and_its_place_is_named()
    {
        byte[] whole = Saved(Sample(400));
        Random random = new(1);
        for (int bit = 0; bit < whole.Length * 8; bit += whole.Length < 20_000 ? 1 + random.Next(5) : random.Next(60))
        {
            byte[] flipped = [.. whole];
            flipped[bit >> 3] ^= (byte)(1 << (bit & 7));
            InvalidDataException error = Assert.Throws<InvalidDataException>(() => Load(flipped));
            string place = bit < SnapshotFormat.HeadBytes * 8 ? "snapshot" : "Section ";
            Assert.True(error.Message.Contains(place, StringComparison.Ordinal), $"bit {bit}: {error.Message}");
        }
    }

    [Fact]
    public void A_damaged_section_is_told_by_its_number_and_its_bricks()
    {
        byte[] whole = Saved(Sample(120_000));
        byte[] flipped = [.. whole];
        flipped[^200_000] ^= 4;
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => Load(flipped));
        Assert.Matches(@"^Section \d+ of the snapshot \(\d+ bricks from \d+ at \(\d+, \d+, \d+\) on\) is damaged", error.Message);
    }

    [Fact]
    public void A_snapshot_cut_short_anywhere_is_refused_with_the_reason()
    {
        byte[] whole = Saved(Sample(300));
        for (int length = 0; length < whole.Length; length += 1 + (length / 40))
            Assert.Contains("cut short", Assert.Throws<InvalidDataException>(() => Load(whole[..length])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sections_left_out_doubled_or_swapped_are_found()
    {
        byte[] whole = Saved(Sample(120_000));
        List<Range> sections = [];
        for (int at = SnapshotFormat.HeadBytes; at < whole.Length;)
        {
            int end = at + SnapshotFormat.SectionBytes + BitConverter.ToInt32(whole, at + 20);
            sections.Add(at..end);
            at = end;
        }

        Assert.True(sections.Count > 4, "the sample has several sections");
        byte[] Joined(params int[] order) => [.. whole[..SnapshotFormat.HeadBytes], .. order.SelectMany(i => whole[sections[i]])];
        int[] all = [.. Enumerable.Range(0, sections.Count)];
        Assert.Equal(whole, Joined(all));
        foreach (int[] order in (int[][])[[.. all[..1], .. all[2..]], [0, .. all], [1, 0, .. all[2..]], [all[^1]]])
            Assert.Contains("missing, doubled or out of order", Assert.Throws<InvalidDataException>(() => Load(Joined(order))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rubbish_with_right_checksums_is_refused_without_another_exception()
    {
        byte[] whole = Saved(Sample(2_000));
        Random random = new(9);
        int refused = 0;
        for (int round = 0; round < 400; round++)
        {
            int start = SnapshotFormat.HeadBytes, packed = BitConverter.ToInt32(whole, start + 20);
            byte[] raw = new byte[BitConverter.ToInt32(whole, start + 16)];
            Assert.True(System.IO.Compression.BrotliDecoder.TryDecompress(whole.AsSpan(start + SnapshotFormat.SectionBytes, packed), raw, out _));
            for (int i = 0; i < 1 + (round % 4); i++) raw[random.Next(round % 2 == 0 ? raw.Length : Math.Min(raw.Length, 400))] = (byte)random.Next(256);
            byte[] forged = Forged(whole, raw, start, packed);
            try
            {
                BlockArray loaded = Load(forged);
                Assert.All(loaded.Blocks(), b => Assert.True(float.IsFinite(b.Value) && loaded.Dimensions.Contains(b.At)));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }

        Assert.True(refused > 100, $"only {refused} of 400 were refused");
    }

    [Fact]
    public void Heads_that_promise_too_much_allocate_next_to_nothing()
    {
        byte[] whole = Saved(Sample(5));
        foreach ((int at, int value) in ((int, int)[])[(SnapshotFormat.HeadBytes + 20, int.MaxValue), (SnapshotFormat.HeadBytes + 20, 200_000), (SnapshotFormat.HeadBytes + 16, int.MaxValue)])
        {
            byte[] greedy = [.. whole];
            BitConverter.TryWriteBytes(greedy.AsSpan(at), value);
            Span<byte> head = greedy.AsSpan(SnapshotFormat.HeadBytes, SnapshotFormat.SectionHeadCrcAt);
            BitConverter.TryWriteBytes(greedy.AsSpan(SnapshotFormat.HeadBytes + SnapshotFormat.SectionHeadCrcAt), SnapshotFormat.Crc(head));
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<InvalidDataException>(() => Load(greedy));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        }
    }

    [Fact]
    public void What_is_no_snapshot_or_of_another_version_is_told_so()
    {
        Assert.Contains("no snapshot", Assert.Throws<InvalidDataException>(() => Load(Encoding.ASCII.GetBytes(new string('x', 100)))).Message, StringComparison.Ordinal);
        byte[] other = Saved(Sample(5));
        other[8] = 2;
        BitConverter.TryWriteBytes(other.AsSpan(44), SnapshotFormat.Crc(other.AsSpan(0, 44)));
        Assert.Contains("version 2", Assert.Throws<InvalidDataException>(() => Load(other)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_grid_comes_back_and_what_follows_it_in_the_stream_stays()
    {
        using MemoryStream stream = new();
        new BlockArray(new(3, 4, 5), TimeProvider.System, .25f).Save(stream);
        stream.WriteByte(42);
        stream.Position = 0;
        BlockArray loaded = BlockArray.Load(stream, TimeProvider.System);
        Assert.Equal((new Dimensions(3, 4, 5), .25f, 0L), (loaded.Dimensions, loaded.Kappa0, loaded.Count));
        Assert.Equal(42, stream.ReadByte());
    }

    [Fact]
    public void A_snapshot_is_much_smaller_than_its_blocks()
    {
        BlockArray plane = new(new(300, 300, 300), new ManualTime(1));
        plane.ActivateFace(Plane.Z, 100);
        Assert.InRange(Saved(plane).Length, 1, 90_000 * 16 / 200);
        Assert.InRange(Saved(Sample(50_000)).Length, 1, 50_000 * 16 * 6 / 10);
    }

    private static BlockArray Sample(int count)
    {
        Random random = new(5);
        ManualTime time = new(1_700_000_000_000);
        BlockArray array = new(new(90, 70, 110), time);
        for (int i = 0; i < count; i++)
        {
            time.Milliseconds += random.Next(3);
            Coordinate at = new(random.Next(90), random.Next(70), random.Next(110));
            array.Activate(at, random.NextSingle());
            if (i % 50 == 0) array.SetKappa(at, random.NextSingle());
        }

        Coordinate[] some = [.. array.Blocks().Take(count / 3).Select(b => b.At)];
        for (int i = 1; i < some.Length; i += 7) array.Link(some[0], some[i]);
        return array;
    }

    private static byte[] Saved(BlockArray array)
    {
        using MemoryStream stream = new();
        array.Save(stream);
        return stream.ToArray();
    }

    private static BlockArray Load(byte[] bytes)
    {
        using MemoryStream stream = new(bytes);
        return BlockArray.Load(stream, TimeProvider.System);
    }

    /// <summary>The snapshot with another payload of its first section, its checksums made right.</summary>
    private static byte[] Forged(byte[] whole, byte[] raw, int start, int packed)
    {
        byte[] buffer = new byte[System.IO.Compression.BrotliEncoder.GetMaxCompressedLength(raw.Length)];
        Assert.True(System.IO.Compression.BrotliEncoder.TryCompress(raw, buffer, out int length, 1, 18));
        byte[] head = whole[start..(start + SnapshotFormat.SectionBytes)];
        BitConverter.TryWriteBytes(head.AsSpan(20), length);
        BitConverter.TryWriteBytes(head.AsSpan(24), SnapshotFormat.Crc(head.AsSpan(0, 24)));
        BitConverter.TryWriteBytes(head.AsSpan(28), SnapshotFormat.Crc(buffer.AsSpan(0, length)));
        return [.. whole[..start], .. head, .. buffer[..length], .. whole[(start + SnapshotFormat.SectionBytes + packed)..]];
    }
}
