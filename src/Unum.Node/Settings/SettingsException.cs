namespace Unum.Node.Settings;

/// <summary>A setting that cannot be used; the message names the key, where it was set, and what is allowed.</summary>
internal sealed class SettingsException(string message) : Exception(message);
