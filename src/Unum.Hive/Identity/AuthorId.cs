namespace Unum.Hive.Identity;

/// <summary>The first eight bytes of the SHA-256 of an author's compressed public key.</summary>
public readonly record struct AuthorId(ulong Value)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Value:x16}");
}
