using Unum.Fabric.Storage;
using Unum.Hive.Content;
using Unum.Hive.Instances;
using Unum.Node.Settings;

namespace Unum.Node.Hive;

/// <summary>Where a computer keeps its hive.</summary>
internal static class HivePlace
{
    /// <summary>The store of blocks under a data folder.</summary>
    public static string Blocks(string data) => Path.Combine(data, "hive", "blocks");

    /// <summary>The data folder: the option, else the environment, else unum.json, else the default.</summary>
    public static string Data(string? given)
    {
        SettingsReader reader = new SettingsReader().File(SettingsReader.FileName, demanded: false).Environment(Environment.GetEnvironmentVariables());
        if (given is not null) reader.Option(SettingsTable.All.Single(static s => s.Key is "data"), [given]);
        return reader.Build().Data;
    }

    /// <summary>Refuses a folder without a store.</summary>
    /// <exception cref="SettingsException">There is none; says how to get one.</exception>
    public static string Existing(string? given)
    {
        string folder = Blocks(Data(given));
        return Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.pack").Any()
            ? folder
            : throw new SettingsException($"There is no history yet: {folder} holds no blocks. `./unum hive demo` writes one, or name another folder with --data.");
    }

    /// <summary>The charters of a file; none without a file.</summary>
    /// <exception cref="SettingsException">It cannot be read, or holds no charters of a node's frames.</exception>
    public static IReadOnlyList<HiveCharter> Charters(string? file)
    {
        if (file is null) return [];
        try
        {
            FileInfo found = new(file);
            if (found.Exists && found.Length > CharterFile.MostBytes) throw new FormatException("It is larger than any charter.");
            return CharterFile.Read(File.ReadAllBytes(file), [HiveLine.VectorFrame, HiveLine.TextFrame]);
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new SettingsException($"'hive_charter': {file} cannot be used: {e.Message}");
        }
    }

    /// <summary>Reads a name as a person gives it.</summary>
    /// <exception cref="SettingsException">It is no name of a block.</exception>
    public static Cid Name(string text) => Cid.TryParse(text, out Cid cid)
        ? cid
        : throw new SettingsException($"'{text}' is no CID of a block: CIDv1, sha2-256, raw (bafkrei…) or dag-cbor (bafyrei…), 59 characters. `./unum hive log` lists them.");

    /// <summary>Opens the store for reading; it may be written to by others.</summary>
    public static FileContentView OpenView(string? given) => new(Existing(given));
}
