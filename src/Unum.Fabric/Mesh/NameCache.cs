namespace Unum.Fabric.Mesh;

/// <summary>
/// Gives the same string for the same characters, so that decoding a known node's message allocates no name. Four-way
/// associative: bounded (8,192 names), lock-free, and a flood of names only costs it its hits.
/// </summary>
internal sealed class NameCache
{
    private const int Sets = 2048;
    private const int Ways = 4;
    private readonly string?[] _names = new string?[Sets * Ways];
    private int _next;

    public string Get(ReadOnlySpan<char> name)
    {
        Span<string?> set = _names.AsSpan(Ways * (string.GetHashCode(name, StringComparison.Ordinal) & (Sets - 1)), Ways);
        foreach (ref string? place in set)
        {
            string? known = Volatile.Read(ref place);
            if (known is not null && name.SequenceEqual(known)) return known;
        }

        string fresh = name.ToString();
        Volatile.Write(ref set[++_next & (Ways - 1)], fresh);
        return fresh;
    }
}
