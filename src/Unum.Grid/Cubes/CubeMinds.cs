using System.Text;
using Unum.Femto;

namespace Unum.Grid.Cubes;

/// <summary>
/// Where the nine minds of a cube come from: offspring of one birth, each specialised by what it read first. A corner reads its own
/// lesson, CENTRAL reads all of them; every cube starts from copies, and grows apart from the others by what it reads itself.
/// </summary>
/// <remarks>
/// Memory: nine times the own memory a cube, 288 KB by default, so 1,000 cubes take 288 MB and share the birth's 4 MB. Safe to use from
/// any thread.
/// </remarks>
public sealed class CubeMinds
{
    private readonly BirthModel _birth;
    private readonly Lazy<OffspringModel>[] _schooled;

    /// <summary>Minds of a birth.</summary>
    /// <param name="birth">What all share.</param>
    /// <param name="bytes">Own memory of each mind, at least <see cref="OffspringModel.LeastBytes"/>.</param>
    /// <param name="lessons">What each corner reads first; <see cref="Lessons"/> when left out. A corner without a lesson starts as a newborn.</param>
    public CubeMinds(BirthModel birth, int bytes = OffspringModel.LeastBytes, IReadOnlyDictionary<Vertex, string>? lessons = null)
    {
        ArgumentNullException.ThrowIfNull(birth);
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, OffspringModel.LeastBytes);
        _birth = birth;
        lessons ??= Lessons;
        _schooled = [.. CubeShape.All.Select(v => new Lazy<OffspringModel>(() => School(birth, bytes, v, lessons)))];
    }

    /// <summary>The lessons that come with the program: speech, questions, numbers, code, records, places, instructions, verse.</summary>
    public static IReadOnlyDictionary<Vertex, string> Lessons { get; } = ReadLessons();

    /// <summary>A new mind for a vertex; it stands at the start of a stream and learns.</summary>
    public IByteModel Make(Vertex vertex)
    {
        Lazy<OffspringModel> schooled = _schooled[(int)vertex];
        lock (schooled) return schooled.Value.Copy();
    }

    /// <summary>Writes a mind that came from here.</summary>
    /// <exception cref="ArgumentException">It did not.</exception>
    public static void Save(IByteModel mind, Stream to)
    {
        if (mind is not OffspringModel offspring) throw new ArgumentException("Only offspring are saved here.", nameof(mind));
        offspring.Save(to);
    }

    /// <summary>Reads a mind.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another birth.</exception>
    public IByteModel Load(Stream from) => OffspringModel.Load(from, _birth);

    private static OffspringModel School(BirthModel birth, int bytes, Vertex vertex, IReadOnlyDictionary<Vertex, string> lessons)
    {
        OffspringModel mind = new(birth, bytes);
        foreach (Vertex corner in vertex == Vertex.CENTRAL ? CubeShape.Corners : [vertex])
        {
            if (!lessons.TryGetValue(corner, out string? lesson)) continue;
            mind.Restart();
            mind.Read(Encoding.UTF8.GetBytes(lesson));
        }

        mind.Restart();
        return mind;
    }

    private static Dictionary<Vertex, string> ReadLessons()
    {
        using Stream file = typeof(CubeMinds).Assembly.GetManifestResourceStream("Unum.Grid.Cubes.lessons.txt")
            ?? throw new InvalidOperationException("The lessons are missing from the program.");
        using StreamReader reader = new(file, Encoding.UTF8);
        Dictionary<Vertex, string> lessons = [];
        foreach (string part in reader.ReadToEnd().Split("## ", StringSplitOptions.RemoveEmptyEntries))
        {
            int line = part.IndexOf('\n', StringComparison.Ordinal);
            lessons[CubeShape.Parse(part[..3])] = part[(line + 1)..];
        }

        return lessons;
    }
}
