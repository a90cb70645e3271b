namespace Unum.Node.Konomi.Api;

/// <summary>What a field of a request holds.</summary>
internal enum FieldKind
{
    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A finite number.</summary>
    Number,

    /// <summary>Text.</summary>
    Text,

    /// <summary>true or false.</summary>
    Flag,

    /// <summary>Three whole numbers, [x, y, z].</summary>
    Triple,

    /// <summary>A list of triples.</summary>
    Triples,

    /// <summary>A list of {"x","y","z","value"}.</summary>
    Blocks,

    /// <summary>A list of finite numbers.</summary>
    Numbers,

    /// <summary>A list of texts.</summary>
    Texts,
}
