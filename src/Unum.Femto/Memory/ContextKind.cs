namespace Unum.Femto.Memory;

/// <summary>What of the bytes before is looked at to guess the next one.</summary>
internal enum ContextKind
{
    /// <summary>The last byte.</summary>
    Order1 = 1,

    /// <summary>The last two bytes.</summary>
    Order2 = 2,

    /// <summary>The last three bytes.</summary>
    Order3 = 3,

    /// <summary>The last four bytes.</summary>
    Order4 = 4,

    /// <summary>The last five bytes.</summary>
    Order5 = 5,

    /// <summary>The last six bytes.</summary>
    Order6 = 6,

    /// <summary>The last seven bytes.</summary>
    Order7 = 7,

    /// <summary>The last eight bytes.</summary>
    Order8 = 8,

    /// <summary>The letters of the word begun and the byte before it.</summary>
    Word,

    /// <summary>The word begun and the word before.</summary>
    WordPair,

    /// <summary>The word begun and the two words before.</summary>
    WordTriple,

    /// <summary>The word begun and the word before the last one.</summary>
    SkipWord,

    /// <summary>The second and third last bytes.</summary>
    Skip1,

    /// <summary>The third and fourth last bytes.</summary>
    Skip2,

    /// <summary>The last byte and the third last.</summary>
    Gap,

    /// <summary>Column in the line, and the byte above.</summary>
    Column,

    /// <summary>The field of the line (counted by commas and tabs) and the bytes of the field so far.</summary>
    Field,

    /// <summary>The bytes above and the last byte.</summary>
    Above,

    /// <summary>Position modulo four and the byte four back: tables of 32-bit numbers.</summary>
    Stride4,

    /// <summary>Position modulo two and the bytes two and four back.</summary>
    Stride2,

    /// <summary>Classes (letter, digit, space, …) of the last eight bytes.</summary>
    Classes,

    /// <summary>Bytes eight, sixteen and one back: records.</summary>
    Record,

    /// <summary>The word begun and the first byte of the line.</summary>
    LineWord,
}
