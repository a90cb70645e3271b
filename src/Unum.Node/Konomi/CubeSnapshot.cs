using Unum.Grid.Cubes;

namespace Unum.Node.Konomi;

/// <summary>
/// All cubes in one file, little endian: "uCBS" | version 4 | number of the journal that follows 8 | how many 4 | for each: its
/// template (length-prefixed UTF-8, empty for none), whether it was named, texts answered 8, and the cube as <see cref="Cube.SaveAsync"/>
/// writes it, which checks itself. Written beside and moved into place.
/// </summary>
internal static class CubeSnapshot
{
    private const uint Magic = 0x5342_4375;
    private const int Version = 1;

    public static async Task WriteAsync(string path, long journal, IReadOnlyList<CubeEntry> cubes)
    {
        string part = path + ".part";
        await using (FileStream file = new(part, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16))
        {
            await using BinaryWriter writer = new(file);
            writer.Write(Magic);
            writer.Write(Version);
            writer.Write(journal);
            writer.Write(cubes.Count);
            foreach (CubeEntry entry in cubes)
            {
                writer.Write(entry.TemplateId ?? "");
                writer.Write(entry.Named);
                writer.Write(entry.Requests);
                writer.Flush();
                await entry.Cube.SaveAsync(file, BirthPlace.Save);
            }

            writer.Flush();
            RandomAccess.FlushToDisk(file.SafeFileHandle);
        }

        File.Move(part, path, overwrite: true);
    }

    /// <summary>Reads what <see cref="WriteAsync"/> wrote.</summary>
    /// <returns>The number of the journal that follows; 0 without a snapshot.</returns>
    /// <exception cref="InvalidDataException">It is damaged; it was left as it is.</exception>
    public static long Read(string path, BirthPlace births, List<(Cube Cube, IReadOnlyList<(Vertex From, string Cube, Vertex To)> Outward, string? Template, bool Named, long Requests)> cubes)
    {
        if (!File.Exists(path)) return 0;
        try
        {
            using FileStream file = File.OpenRead(path);
            using BinaryReader reader = new(file);
            if (reader.ReadUInt32() != Magic || reader.ReadInt32() != Version) throw new InvalidDataException("it is no snapshot of cubes, or one of another version");
            long journal = reader.ReadInt64();
            for (int left = reader.ReadInt32(); left > 0; left--)
            {
                string template = reader.ReadString();
                bool named = reader.ReadBoolean();
                long requests = reader.ReadInt64();
                int vertex = 0;
                (Cube cube, IReadOnlyList<(Vertex From, string Cube, Vertex To)> outward) = Cube.Load(file, mind => births.Load(mind, (Vertex)vertex++));
                cubes.Add((cube, outward, template.Length == 0 ? null : template, named, requests));
            }

            return journal;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message} It was left as it is: restore it from a copy, or move it away to begin without its cubes.", e);
        }
    }
}
