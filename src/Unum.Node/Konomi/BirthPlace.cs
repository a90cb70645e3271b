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

    private readonly Lazy<BlockCore> _core = new(static () => new BlockCore(CoreWeights.Initial(1)));

    /// <summary>Makes the minds and the kappa field of a grid. A million minds must work on all cores; the node is left alone on one that has but one.</summary>
    public IFaceWork FaceWork(Dimensions dimensions) => new BlockMinds(_core.Value, Math.Max(1, Environment.ProcessorCount));

    /// <summary>A mind for a cube's vertex. It takes no memory before it reads; then the birth model must be ready.</summary>
    public IByteModel Mind(string cubeId, Vertex vertex) => new LateMind(() => new OffspringModel(Model.GetAsync().GetAwaiter().GetResult(), OffspringModel.LeastBytes));
}
