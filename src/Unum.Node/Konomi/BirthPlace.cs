using Unum.Femto;
using Unum.Grid.Cubes;
using Unum.Grid.Instances;
using Unum.Grid.Space;

namespace Unum.Node.Konomi;

/// <summary>
/// The one birth model that all minds of this node share. It is read from the node's folder, or trained on the text that comes
/// with the program (some seconds, once), when the first mind is needed: a node that nobody asks to think needs none.
/// </summary>
internal sealed class BirthPlace(string? folder)
{
    private const string Text = "birth.txt";
    private readonly Lock _gate = new();
    private BirthModel? _birth;

    /// <summary>Whether it is in memory already.</summary>
    public bool IsReady => Volatile.Read(ref _birth) is not null;

    /// <summary>Makes the minds and the kappa field of a grid.</summary>
    public Func<Dimensions, IFaceWork>? FaceWork => null;

    /// <summary>The birth model.</summary>
    public BirthModel Birth()
    {
        if (Volatile.Read(ref _birth) is { } ready) return ready;
        lock (_gate)
        {
            if (_birth is not null) return _birth;
            string? path = folder is null ? null : Path.Combine(folder, "birth.femto");
            BirthModel birth = Kept(path) ?? Trained(path);
            Volatile.Write(ref _birth, birth);
            return birth;
        }
    }

    /// <summary>A mind for a cube's vertex; it takes no memory before it reads.</summary>
    public IByteModel Mind(string cubeId, Vertex vertex) => new LateMind(() => new OffspringModel(Birth(), OffspringModel.LeastBytes));

    private static BirthModel? Kept(string? path)
    {
        if (path is null || !File.Exists(path)) return null;
        try
        {
            using FileStream from = File.OpenRead(path);
            return BirthModel.Load(from);
        }
        catch (InvalidDataException)
        {
            return null; // of another revision, or cut short: it is only a copy of what training gives
        }
    }

    private static BirthModel Trained(string? path)
    {
        using Stream text = typeof(BirthPlace).Assembly.GetManifestResourceStream(Text) ?? throw new InvalidDataException("The program comes without the text that its minds are born from.");
        byte[] bytes = new byte[text.Length];
        text.ReadExactly(bytes);
        BirthModel birth = BirthModel.Train(bytes);
        if (path is null) return birth;
        using (FileStream to = File.Create(path + ".part")) birth.Save(to);
        File.Move(path + ".part", path, overwrite: true);
        return birth;
    }
}
