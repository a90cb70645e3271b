namespace Unum.Fabric.Mesh;

/// <summary>
/// Gives the same string for the same characters, so that decoding a known node's message allocates no name. Direct-mapped:
/// bounded, lock-free, and a flood of names only costs it its hits.
/// </summary>
internal sealed class NameCache
{
    private const int Size = 4096;
    private readonly string?[] _names = new string?[Size];

    public string Get(ReadOnlySpan<char> name)
    {
        ref string? place = ref _names[string.GetHashCode(name, StringComparison.Ordinal) & (Size - 1)];
        string? known = Volatile.Read(ref place);
        if (known is not null && name.SequenceEqual(known)) return known;
        string fresh = name.ToString();
        Volatile.Write(ref place, fresh);
        return fresh;
    }
}
