using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Unum.Hive.Content;

namespace Unum.Fabric.Storage;

/// <summary>
/// One append-only file of blocks. Nothing in it is ever overwritten; a compaction writes new packs and deletes old ones.
/// <code>
/// pack     "UNUMPAK1" 8 bytes, records
/// record   mark "UBLK" 4, length 4 (little endian), CID 36, check 4 (first bytes of the SHA-256 of the 44 before), block
/// </code>
/// A walk over the heads finds every record. A record that the file ends within is torn: it was never acknowledged and is cut. Anything else that does not fit is
/// damage: it is named, and the walk goes on at the next place where mark, check and the block's own hash agree. Not safe from several threads, but for reading.
/// </summary>
internal sealed class ContentPack : IDisposable
{
    public const int MostBlock = 2 * 1024 * 1024;
    public const int Head = 48;

    private const int Checked = 44;
    private const int SearchBytes = 1 << 16;
    private static readonly byte[] Magic = "UNUMPAK1"u8.ToArray();
    private readonly SafeFileHandle _file;

    private ContentPack(string path, int number, SafeFileHandle file)
    {
        Path = path;
        Number = number;
        _file = file;
        Length = RandomAccess.GetLength(file);
    }

    public string Path { get; }

    public int Number { get; }

    /// <summary>Bytes of the file that are in use.</summary>
    public long Length { get; private set; }

    /// <summary>Where the first record is.</summary>
    public static long Start => Magic.Length;

    private static ReadOnlySpan<byte> Mark => "UBLK"u8;

    public static string PathOf(string folder, int number) => System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"blocks-{number:D8}.pack"));

    /// <summary>Numbers of a folder's packs, ascending.</summary>
    public static IReadOnlyList<int> Numbers(string folder)
    {
        if (!Directory.Exists(folder)) return [];
        List<int> numbers = [];
        foreach (string path in Directory.EnumerateFiles(folder, "blocks-*.pack"))
        {
            if (int.TryParse(System.IO.Path.GetFileNameWithoutExtension(path).AsSpan("blocks-".Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number)) numbers.Add(number);
        }

        numbers.Sort();
        return numbers;
    }

    public static ContentPack Create(string path, int number)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.Write(file, Magic, 0);
        return new ContentPack(path, number, file);
    }

    /// <exception cref="StorageRefusedException">It is no pack.</exception>
    public static ContentPack Open(string path, int number, bool write)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, write ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        try
        {
            byte[] magic = new byte[Magic.Length];
            int read = RandomAccess.Read(file, magic, 0);
            bool cutShort = read < Magic.Length && Magic.AsSpan().StartsWith(magic.AsSpan(0, read)); // it was being created
            if (!cutShort && !magic.AsSpan().SequenceEqual(Magic)) throw new StorageRefusedException(path, "is no pack of blocks");
            if (cutShort && write) RandomAccess.Write(file, Magic, 0);
            return new ContentPack(path, number, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Appends a block.</summary>
    /// <returns>Where its record begins.</returns>
    /// <exception cref="IOException">The disk refuses; the pack is as it was before.</exception>
    public long Append(Cid cid, ReadOnlySpan<byte> block)
    {
        byte[] record = new byte[Head + block.Length];
        Mark.CopyTo(record);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), block.Length);
        cid.Write(record.AsSpan(8));
        Check(record).CopyTo(record.AsSpan(Checked));
        block.CopyTo(record.AsSpan(Head));
        long at = Length;
        try
        {
            RandomAccess.Write(_file, record, at);
        }
        catch (IOException)
        {
            RandomAccess.SetLength(_file, at);
            throw;
        }

        Length = at + record.Length;
        return at;
    }

    public void Sync() => RandomAccess.FlushToDisk(_file);

    /// <summary>Reads the block of a record.</summary>
    /// <returns>Null when the record there is not of this name or its bytes are damaged.</returns>
    public byte[]? Read(long offset, Cid cid)
    {
        if (ReadHead(offset) is not { } head || head.Cid != cid || Content(offset, head.Length) is not { } block) return null;
        return cid.Matches(block) ? block : null;
    }

    /// <summary>Finds the records from some place on.</summary>
    /// <param name="from">Beginning of a record or end of the pack.</param>
    /// <param name="hash">Whether to check the blocks' bytes too.</param>
    /// <param name="found">Gets each record: name, offset, length of the block.</param>
    /// <param name="damaged">Gets each damage.</param>
    /// <returns>Where the last whole record or damage ends: what is behind is torn.</returns>
    public long Walk(long from, bool hash, Action<Cid, long, int> found, Action<ContentDamage> damaged)
    {
        long size = RandomAccess.GetLength(_file);
        long at = Math.Min(Math.Max(from, Start), size);
        while (size - at >= Head)
        {
            if (ReadHead(at) is { } head)
            {
                if (head.Length > size - at - Head) return at;
                if (!hash || (Content(at, head.Length) is { } block && head.Cid.Matches(block))) found(head.Cid, at, head.Length);
                else damaged(new ContentDamage(Path, at, Head + head.Length, head.Cid));
                at += Head + head.Length;
                continue;
            }

            if (Search(at + 1, size) is { } next)
            {
                damaged(new ContentDamage(Path, at, next - at, null));
                at = next;
                continue;
            }

            // The file grew, but the record's bytes did not come before the power went: nothing but zeros.
            if (OnlyZeros(at, size)) return at;
            damaged(new ContentDamage(Path, at, size - at, null));
            return size;
        }

        return at;
    }

    /// <summary>Cuts off what is behind the last whole record.</summary>
    public void Cut(long end)
    {
        Length = Math.Max(end, Start);
        if (RandomAccess.GetLength(_file) > Length) RandomAccess.SetLength(_file, Length);
    }

    /// <summary>Takes in what another process appended.</summary>
    public long Grown() => Length = RandomAccess.GetLength(_file);

    public void Dispose() => _file.Dispose();

    private static ReadOnlySpan<byte> Check(ReadOnlySpan<byte> head) => SHA256.HashData(head[..Checked]).AsSpan(0, Head - Checked);

    private (Cid Cid, int Length)? ReadHead(long offset)
    {
        Span<byte> head = stackalloc byte[Head];
        return Fill(head, offset) ? Parse(head) : null;
    }

    private static (Cid Cid, int Length)? Parse(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith(Mark) || !Check(head).SequenceEqual(head[Checked..Head])) return null;
        int length = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        return length is >= 0 and <= MostBlock && Cid.TryRead(head[8..Checked], out Cid cid) ? (cid, length) : null;
    }

    private byte[]? Content(long offset, int length)
    {
        byte[] block = new byte[length];
        return Fill(block, offset + Head) ? block : null;
    }

    private bool Fill(Span<byte> bytes, long offset)
    {
        for (int read = 0; read < bytes.Length;)
        {
            int more = RandomAccess.Read(_file, bytes[read..], offset + read);
            if (more == 0) return false;
            read += more;
        }

        return true;
    }

    /// <summary>The next place where a whole and sound record begins.</summary>
    private long? Search(long from, long size)
    {
        byte[] window = new byte[SearchBytes + Head];
        for (long start = from; size - start >= Head; start += SearchBytes)
        {
            int length = (int)Math.Min(window.Length, size - start);
            if (!Fill(window.AsSpan(0, length), start)) return null;
            for (int i = 0; i < SearchBytes && i + Head <= length; i++)
            {
                int mark = window.AsSpan(i, length - i).IndexOf(Mark);
                if (mark < 0) break;
                i += mark;
                if (i >= SearchBytes || i + Head > length) break;
                if (Parse(window.AsSpan(i, Head)) is { } head && head.Length <= size - start - i - Head && Read(start + i, head.Cid) is not null) return start + i;
            }
        }

        return null;
    }

    private bool OnlyZeros(long from, long size)
    {
        byte[] window = new byte[SearchBytes];
        for (long at = from; at < size; at += window.Length)
        {
            Span<byte> part = window.AsSpan(0, (int)Math.Min(window.Length, size - at));
            if (!Fill(part, at) || part.ContainsAnyExcept((byte)0)) return false;
        }

        return true;
    }
}
