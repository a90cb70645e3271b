using System.Buffers.Binary;
using Unum.Hive.Content;
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

    /// <summary>Whether everybody may speak.</summary>
    public bool IsOpen => _authors.Count == 0;

    /// <summary>Whether trust has a root: a panel or founders.</summary>
    public bool HasRoot => Panel is not null || _founders.Count > 0;

    /// <summary>Whether this author may speak.</summary>
    public bool Allows(AuthorId author) => IsOpen || _authors.Contains(author);

    /// <summary>Whether this author is trusted from the start.</summary>
    public bool IsFounder(AuthorId author) => _founders.Contains(author);

    private byte[] Block()
    {
        ReadOnlySpan<byte> magic = "unum charter v1\n"u8;
        byte[] block = new byte[magic.Length + (2 * Digest256.Length) + 4 + (8 * (_authors.Count + _founders.Count))];
        magic.CopyTo(block);
        int at = magic.Length;
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
}
