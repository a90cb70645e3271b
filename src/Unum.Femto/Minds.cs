using Unum.Femto.Memory;

namespace Unum.Femto;

/// <summary>Makes minds by kind.</summary>
public static class Minds
{
    /// <summary>A mind that has read nothing.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such kind.</exception>
    public static IByteModel Create(MindKind kind) => kind switch
    {
        MindKind.Femto => new FemtoModel(),
        MindKind.Cube => new CubeModel(),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of mind."),
    };

    /// <summary>What a mind of this kind is made of, in one number.</summary>
    internal static uint Fingerprint(MindKind kind) => kind switch
    {
        MindKind.Femto => MemoryShapes.General.Fingerprint,
        MindKind.Cube => CubeModel.Fingerprint,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of mind."),
    };
}
