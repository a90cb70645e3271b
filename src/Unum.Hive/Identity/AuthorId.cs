namespace Unum.Hive.Identity;

/// <summary>The first eight bytes of the SHA-256 of an author's compressed public key.</summary>
public readonly record struct AuthorId(ulong Value)
{
    /// <summary>Reads what <see cref="ToString"/> writes: sixteen hexadecimal digits.</summary>
    public static bool TryParse(string? text, out AuthorId author)
    {
        bool read = ulong.TryParse(text, System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out ulong value);
        author = new AuthorId(value);
        return read && text!.Length == 16;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Value:x16}");
}
