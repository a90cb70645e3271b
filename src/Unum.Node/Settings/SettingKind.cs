namespace Unum.Node.Settings;

/// <summary>The shape of a setting's value.</summary>
internal enum SettingKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A list of texts; in the environment separated by spaces.</summary>
    List,
}
