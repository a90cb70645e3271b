using System.Text.Json;

namespace Unum.Node.Konomi;

/// <summary>
/// How far the ledger has come into the grid, kept so that every final block is applied once: before a block is applied its height
/// and each grid's place in its history are written down; after a crash the grid's history after that place tells whether it was.
/// </summary>
internal sealed class AppliedHeight(string? path)
{
    /// <summary>The block that was being applied last, or was applied.</summary>
    public Mark Last { get; private set; } = new(0, []);

    /// <summary>Reads what the last run left.</summary>
    public void Load()
    {
        if (path is null || !File.Exists(path)) return;
        try
        {
            Last = JsonSerializer.Deserialize<Mark>(File.ReadAllBytes(path)) ?? Last;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is damaged ({e.Message}); without it nobody knows which final blocks the grid has. Restore it from a copy.", e);
        }
    }

    /// <summary>Writes down what is applied next.</summary>
    public void Begin(long height, Dictionary<string, long> sequences)
    {
        Last = new Mark(height, sequences);
        if (path is null) return;
        using (FileStream to = File.Create(path + ".part"))
        {
            JsonSerializer.Serialize(to, Last);
            to.Flush(flushToDisk: true);
        }

        File.Move(path + ".part", path, overwrite: true);
    }

    /// <summary>A block of the ledger and where the grids stood before it.</summary>
    internal sealed record Mark(long Height, Dictionary<string, long> Sequences);
}
