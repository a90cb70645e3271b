namespace Unum.Node.Konomi.Api;

/// <summary>
/// One field of a request, said once: how it is read, what it may be, and how the OpenAPI document describes it all follow from
/// this. It may come in the query or in a JSON body; a path's field comes from the path.
/// </summary>
internal sealed record ApiField(string Name, FieldKind Kind, string Description)
{
    /// <summary>Longest text when nothing else is said, in characters.</summary>
    public const int LongestText = 16_384;

    /// <summary>Longest name of a thing.</summary>
    public const int LongestName = 64;

    /// <summary>Other names that it answers to.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    public bool Required { get; init; }

    /// <summary>Smallest number allowed, also inside triples.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>Largest number allowed, also inside triples.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>Most characters of a text, most entries of a list.</summary>
    public int Most { get; init; } = int.MaxValue;

    /// <summary>The words allowed; null is any.</summary>
    public IReadOnlyList<string>? Choices { get; init; }

    /// <summary>Only the letters that names of things have.</summary>
    public bool IsName { get; init; }

    public bool InPath { get; init; }

    /// <summary>A value for the OpenAPI document's "try it".</summary>
    public object? Example { get; init; }

    public static ApiField Integer(string name, string description, long minimum, long maximum) =>
        new(name, FieldKind.Integer, description) { Minimum = minimum, Maximum = maximum };

    public static ApiField Number(string name, string description, double minimum = -float.MaxValue, double maximum = float.MaxValue) =>
        new(name, FieldKind.Number, description) { Minimum = minimum, Maximum = maximum };

    public static ApiField Text(string name, string description, int most = LongestText) => new(name, FieldKind.Text, description) { Most = most };

    /// <summary>The name of a thing: letters, digits, '.', '_' and '-'.</summary>
    public static ApiField Id(string name, string description) => new(name, FieldKind.Text, description) { Most = LongestName, IsName = true };

    public static ApiField OneOf(string name, string description, params string[] choices) =>
        new(name, FieldKind.Text, description) { Choices = choices, Most = LongestName };

    public static ApiField Flag(string name, string description) => new(name, FieldKind.Flag, description);

    public static ApiField Triple(string name, string description, long minimum, long maximum) =>
        new(name, FieldKind.Triple, description) { Minimum = minimum, Maximum = maximum };

    public static ApiField Triples(string name, string description, int most) =>
        new(name, FieldKind.Triples, description) { Most = most, Minimum = 0, Maximum = Grid.Space.Dimensions.Most - 1 };

    public static ApiField Blocks(string name, string description, int most) => new(name, FieldKind.Blocks, description) { Most = most };

    public static ApiField Numbers(string name, string description, int most) => new(name, FieldKind.Numbers, description) { Most = most };

    public static ApiField Texts(string name, string description, int most) => new(name, FieldKind.Texts, description) { Most = most };

    public ApiField Needed() => this with { Required = true };

    public ApiField OfPath() => this with { Required = true, InPath = true };

    public ApiField Or(params string[] aliases) => this with { Aliases = aliases };

    public ApiField As(object example) => this with { Example = example };
}
