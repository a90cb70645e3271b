using Unum.Femto.Memory;
using Unum.Tensors.Threads;

namespace Unum.Femto;

/// <summary>Makes minds by kind.</summary>
public static class Minds
{
    /// <summary>A mind that has read nothing.</summary>
    /// <param name="kind">One Femto or a Cube.</param>
    /// <param name="threads">Threads that a Cube may use; one when left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public static IByteModel Create(MindKind kind, IThreadBudget? threads = null) => kind switch
    {
        MindKind.Femto => new FemtoModel(),
        MindKind.Cube => new CubeModel(threads),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of mind."),
    };

    /// <summary>What a mind of this kind is made of, in one number.</summary>
    internal static uint Fingerprint(MindKind kind) => kind switch
    {
        MindKind.Femto => MemoryShapes.General.Fingerprint,
        MindKind.Cube => CubeModel.Shapes,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of mind."),
    };
}
