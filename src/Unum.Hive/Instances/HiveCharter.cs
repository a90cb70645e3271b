using System.Buffers.Binary;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;

namespace Unum.Hive.Instances;

/// <summary>
/// What all instances of a hive agree on before anything is learned: the frame, who may speak, whom they trust from the start, the validators' held-out
/// examples. Its digest goes into that of the basin, so hives with different charters cannot be taken for each other.
/// <para>Block: "unum charter v1\n" | frame digest 32 | panel digest 32 (zero without) | authors 2, each 8 | founders 2, each 8; little endian, ascending.</para>
/// </summary>
public sealed class HiveCharter
{
    /// <summary>Most names on each list.</summary>
    public const int MostNames = 4096;

    private readonly HashSet<AuthorId> _authors;
    private readonly HashSet<AuthorId> _founders;

    /// <summary>A charter.</summary>
    /// <param name="frame">The frame's name.</param>
    /// <param name="panel">The validators; null without.</param>
    /// <param name="authors">Who may speak; null or empty: everybody.</param>
    /// <param name="founders">Who is fully trusted from the start. Without a panel and founders all authors count alike, and whoever has most keys wins.</param>
    /// <exception cref="ArgumentException">A founder may not speak, or a list is too long.</exception>
    public HiveCharter(Cid frame, HivePanel? panel = null, IEnumerable<AuthorId>? authors = null, IEnumerable<AuthorId>? founders = null)
    {
        _authors = [.. authors ?? []];
        _founders = [.. founders ?? []];
        if (_authors.Count > MostNames || _founders.Count > MostNames) throw new ArgumentException(FormattableString.Invariant($"A charter names at most {MostNames} authors and as many founders."), nameof(authors));
        if (_authors.Count > 0 && !_founders.IsSubsetOf(_authors)) throw new ArgumentException("A founder must be among the authors.", nameof(founders));
        Frame = frame;
        Panel = panel;
        Id = Cid.Of(CidCodec.Raw, Block());
    }

    /// <summary>The frame's name.</summary>
    public Cid Frame { get; }

    /// <summary>The validators; null without.</summary>
    public HivePanel? Panel { get; }

    /// <summary>Name of the charter's block.</summary>
    public Cid Id { get; }

    /// <summary>Bytes of a block with nobody on either list.</summary>
    private static int LeastBytes => Magic.Length + (2 * Digest256.Length) + 4;

    private static ReadOnlySpan<byte> Magic => "unum charter v1\n"u8;

    /// <summary>Whether everybody may speak.</summary>
    public bool IsOpen => _authors.Count == 0;

    /// <summary>Whether trust has a root: a panel or founders.</summary>
    public bool HasRoot => Panel is not null || _founders.Count > 0;

    /// <summary>Whether this author may speak.</summary>
    public bool Allows(AuthorId author) => IsOpen || _authors.Contains(author);

    /// <summary>Whether this author is trusted from the start.</summary>
    public bool IsFounder(AuthorId author) => _founders.Contains(author);

    /// <summary>A charter from its block and its panel's.</summary>
    /// <param name="frame">The frame that it must be of.</param>
    /// <param name="block">See <see cref="Block"/>.</param>
    /// <param name="panel">The panel's block; empty where the charter names none.</param>
    /// <exception cref="FormatException">The blocks do not define a charter of this frame in canonical form; says why.</exception>
    public static HiveCharter FromBlock(IFrame frame, ReadOnlySpan<byte> block, ReadOnlySpan<byte> panel)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (!block.StartsWith(Magic)) throw new FormatException("The block does not define a charter.");
        if (block.Length < LeastBytes) throw new FormatException("The charter's block is truncated.");
        ReadOnlySpan<byte> rest = block[Magic.Length..];
        if (new Digest256(rest) != frame.Id.Digest) throw new FormatException("The charter is of another frame.");
        Digest256 named = new(rest[Digest256.Length..]);
        if (named != (panel.IsEmpty ? default : Cid.Of(CidCodec.Raw, panel).Digest)) throw new FormatException(panel.IsEmpty ? "The charter names a panel, whose block is missing." : "The panel is not the one that the charter names.");
        rest = rest[(2 * Digest256.Length)..];
        AuthorId[] authors = ReadList(ref rest), founders = ReadList(ref rest);
        if (!rest.IsEmpty) throw new FormatException("The charter's block has bytes after its end.");
        try
        {
            return new HiveCharter(frame.Id, panel.IsEmpty ? null : HivePanel.FromDefinition(frame, panel), authors, founders);
        }
        catch (ArgumentException e)
        {
            throw new FormatException(e.Message, e);
        }
    }

    /// <summary>Whether a block begins like a charter of a frame.</summary>
    internal static bool IsOf(IFrame frame, ReadOnlySpan<byte> block) => block.StartsWith(Magic) && block.Length >= LeastBytes && new Digest256(block[Magic.Length..]) == frame.Id.Digest;

    /// <summary>The charter's block; the panel's travels beside it.</summary>
    public byte[] Block()
    {
        byte[] block = new byte[LeastBytes + (sizeof(ulong) * (_authors.Count + _founders.Count))];
        Magic.CopyTo(block);
        int at = Magic.Length;
        Frame.Digest.Write(block.AsSpan(at));
        (Panel?.Id.Digest ?? default).Write(block.AsSpan(at + Digest256.Length));
        at += 2 * Digest256.Length;
        foreach (HashSet<AuthorId> list in (HashSet<AuthorId>[])[_authors, _founders])
        {
            BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(at), (ushort)list.Count);
            at += 2;
            foreach (AuthorId author in list.OrderBy(static a => a.Value))
            {
                BinaryPrimitives.WriteUInt64LittleEndian(block.AsSpan(at), author.Value);
                at += 8;
            }
        }

        return block;
    }

    private static AuthorId[] ReadList(ref ReadOnlySpan<byte> rest)
    {
        int count = rest.Length >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(rest) : int.MaxValue;
        if (count > MostNames || rest.Length < 2 + (sizeof(ulong) * count)) throw new FormatException("A list of the charter's block is truncated or too long.");
        AuthorId[] list = new AuthorId[count];
        for (int i = 0; i < count; i++)
        {
            list[i] = new AuthorId(BinaryPrimitives.ReadUInt64LittleEndian(rest[(2 + (sizeof(ulong) * i))..]));
            if (i > 0 && list[i].Value <= list[i - 1].Value) throw new FormatException("The names on a charter's list ascend, each once.");
        }

        rest = rest[(2 + (sizeof(ulong) * count))..];
        return list;
    }
}
