using Unum.Femto;
using Unum.Femto.Births;
using Unum.Femto.Core;
using Unum.Grid.Cubes;
using Unum.Grid.Instances;
using Unum.Grid.Minds;
using Unum.Grid.Space;

namespace Unum.Node.Konomi;

/// <summary>
/// Where the minds of this node come from: one birth model shared by all of them, read or trained when the first is needed (a node
/// that nobody asks to think needs none), and a small memory of its own for each that learns.
/// </summary>
internal sealed class BirthPlace(string? folder)
{
    /// <summary>The model that all minds share.</summary>
    public DefaultBirth Model { get; } = new(folder);

    private readonly Lock _gate = new();
    private Task<CubeMinds>? _minds;
    private readonly Lazy<BlockCore> _core = new(static () => new BlockCore(BirthCore.Load()));

    /// <summary>Makes the minds and the kappa field of a grid. A million minds must work on all cores; the node is left alone on one that has but one.</summary>
    public IFaceWork FaceWork(Dimensions dimensions) => new BlockMinds(_core.Value, Math.Max(1, Environment.ProcessorCount));

    /// <summary>
    /// A mind for a cube's vertex. It takes no memory before it reads, and then the birth model must be ready: whoever lets a cube
    /// read asks <see cref="ReadyAsync"/> first.
    /// </summary>
    public IByteModel Mind(string cubeId, Vertex vertex) => new LateMind(() => Minds.Make(vertex));

    /// <summary>Writes a cube's mind; nothing for one that has read nothing.</summary>
    public static void Save(IByteModel mind, Stream to)
    {
        if (mind is LateMind { Made: { } made }) CubeMinds.Save(made, to);
    }

    /// <summary>Reads a cube's mind; the birth model must be ready.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of another birth.</exception>
    public IByteModel Load(Stream from, Vertex vertex) => new LateMind(() => Minds.Make(vertex), from.Length == 0 ? null : Minds.Load(from));

    /// <summary>Loads or trains the model and sends its offspring to school, once; a moment when that is done already.</summary>
    public Task ReadyAsync(CancellationToken stopping)
    {
        Task<CubeMinds> minds;
        lock (_gate) minds = _minds ??= SchoolAsync();
        return minds.WaitAsync(stopping);
    }

    private CubeMinds Minds
    {
        get
        {
            Invariant.Holds(_minds is { IsCompletedSuccessfully: true }, "whoever lets a cube read has waited for the minds");
            return _minds!.Result;
        }
    }

    private async Task<CubeMinds> SchoolAsync() => new(await Model.GetAsync());
}
