namespace Unum.Fabric.Storage;

/// <summary>What a kind of database looks like and how it came to look so.</summary>
/// <param name="Kind">For a person: "pattern memory".</param>
/// <param name="ApplicationId">The four bytes that mark a file as of this kind (PRAGMA application_id); not 0.</param>
/// <param name="Steps">SQL that leads from version i to i + 1, from an empty file on; never changed once published, only appended to.</param>
public sealed record SqliteSchema(string Kind, int ApplicationId, IReadOnlyList<string> Steps)
{
    /// <summary>The version this program writes.</summary>
    public int Version => Steps.Count;
}
