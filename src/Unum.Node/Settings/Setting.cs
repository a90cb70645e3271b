namespace Unum.Node.Settings;

/// <summary>One setting, defined once: unum.json, the environment, the command line, the schema and the docs all follow from it.</summary>
/// <param name="Key">Its name in unum.json, snake_case.</param>
/// <param name="Kind">The shape of its value.</param>
/// <param name="Description">What it does and what a change causes, in one sentence.</param>
/// <param name="Default">Used when nobody sets it; null when there is none.</param>
/// <param name="Minimum">Smallest number allowed.</param>
/// <param name="Maximum">Largest number allowed.</param>
/// <param name="Choices">The texts allowed; null when any is.</param>
internal sealed record Setting(
    string Key,
    SettingKind Kind,
    string Description,
    object? Default = null,
    double Minimum = double.NegativeInfinity,
    double Maximum = double.PositiveInfinity,
    IReadOnlyList<string>? Choices = null)
{
    /// <summary>Its environment variable: UNUM_ and the key in capitals.</summary>
    public string Variable => "UNUM_" + Key.ToUpperInvariant();

    /// <summary>Its command-line option: the key with dashes.</summary>
    public string Option => "--" + Key.Replace('_', '-');
}
