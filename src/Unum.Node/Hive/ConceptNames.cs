using System.Text;
using Unum.Hive.Content;
using Unum.Hive.Packets;

namespace Unum.Node.Hive;

/// <summary>What concepts and skills are called. A packet carries only the beginning of the name's SHA-256, so names are told beside them, are checked by it, and are kept as blocks. Not safe from several threads.</summary>
internal sealed class ConceptNames
{
    /// <summary>Longest name, in bytes of UTF-8: shorter than any other block, which tells them apart.</summary>
    public const int Longest = 64;

    private const int Most = 65_536;
    private readonly IContentStore _store;
    private readonly Dictionary<uint, string> _names = [];

    /// <summary>Names that a store holds.</summary>
    public ConceptNames(IContentStore store)
    {
        _store = store;
        foreach (Cid cid in store.List())
        {
            if (store.TryGet(cid, out ReadOnlyMemory<byte> block) && Read(block.Span) is { } name) _names[ModeId.ConceptOf(name)] = name;
        }
    }

    /// <summary>All names, ascending.</summary>
    public IReadOnlyList<string> All => [.. _names.Values.Order(StringComparer.Ordinal)];

    /// <summary>Refuses what no concept or skill may be called.</summary>
    /// <exception cref="ArgumentException">Says what a name may be.</exception>
    public static void Check(string name)
    {
        if (Read(Encoding.UTF8.GetBytes(name)) is null) throw new ArgumentException(FormattableString.Invariant($"A concept's name has 1 to {Longest} bytes of UTF-8 and no control characters."));
    }

    /// <summary>The name of a concept; null when nobody has said it.</summary>
    public string? Of(uint concept) => _names.GetValueOrDefault(concept);

    /// <summary>Learns a name, if it may be one and there is room.</summary>
    public void Learn(string name)
    {
        byte[] block = Encoding.UTF8.GetBytes(name);
        if (Read(block) is not null && _names.Count < Most && _names.TryAdd(ModeId.ConceptOf(name), name)) _store.Put(CidCodec.Raw, block);
    }

    /// <summary>The name that a block holds: short UTF-8 without control characters. A public key begins with one.</summary>
    private static string? Read(ReadOnlySpan<byte> block)
    {
        if (block.Length is 0 or > Longest || !System.Text.Unicode.Utf8.IsValid(block)) return null;
        string name = Encoding.UTF8.GetString(block);
        return name.Any(char.IsControl) ? null : name;
    }
}
