using Unum.Hive.Content;

namespace Unum.Hive.Geometry;

/// <summary>
/// A public frame: how an input becomes a point of the sphere. Everybody who has the frame's block maps alike, to the bit; minds with the
/// same frame can share modes whatever their size.
/// </summary>
public interface IFrame
{
    /// <summary>Coordinates of a point.</summary>
    int Dimension { get; }

    /// <summary>Name of the block that defines the frame.</summary>
    Cid Id { get; }

    /// <summary>The block that defines the frame.</summary>
    ReadOnlyMemory<byte> Definition { get; }

    /// <summary>How the modes of this frame are written in 32 bytes.</summary>
    ModeForm Form { get; }
}
