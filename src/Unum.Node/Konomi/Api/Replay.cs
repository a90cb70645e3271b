namespace Unum.Node.Konomi.Api;

/// <summary>An answer that was given and is given again.</summary>
internal sealed record Replay(int Status, byte[] Body, string? Version, string? Location);
