using Unum.Femto;
using Unum.Femto.Births;
using Unum.Grid.Cubes;
using Unum.Grid.Instances;
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

    /// <summary>Makes the minds and the kappa field of a grid.</summary>
    public Func<Dimensions, IFaceWork>? FaceWork => null;

    /// <summary>A mind for a cube's vertex. It takes no memory before it reads; then the birth model must be ready.</summary>
    public IByteModel Mind(string cubeId, Vertex vertex) => new LateMind(() => new OffspringModel(Model.GetAsync().GetAwaiter().GetResult(), OffspringModel.LeastBytes));
}
