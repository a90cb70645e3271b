using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>One change of a grid. It says everything that the change depends on besides the grid itself, so that its history can be replayed.</summary>
public abstract record GridOperation
{
    private protected GridOperation()
    {
    }

    /// <summary>A block becomes active, or gets a value if it is.</summary>
    public sealed record Activate(Coordinate At, float Value = 1f) : GridOperation;

    /// <summary>A block is active no more; its value, kappa and links go.</summary>
    public sealed record Deactivate(Coordinate At) : GridOperation;

    /// <summary>A block gets a value and becomes active if it is not.</summary>
    public sealed record Set(Coordinate At, float Value) : GridOperation;

    /// <summary>Many blocks get values, in this order.</summary>
    public sealed record SetMany(ReadOnlyMemory<Coordinate> At, ReadOnlyMemory<float> Values) : GridOperation;

    /// <summary>Blocks get kappas; those that are not active are passed over.</summary>
    public sealed record SetKappas(ReadOnlyMemory<Coordinate> At, ReadOnlyMemory<float> Kappas) : GridOperation;

    /// <summary>Something is done to a whole face: one entry of the history, however many blocks.</summary>
    /// <param name="Plane">The axis that the face stands on.</param>
    /// <param name="Index">Where on it.</param>
    /// <param name="Operation">What is done.</param>
    /// <param name="Value">For <see cref="FaceOperation.Activate"/>.</param>
    /// <param name="Text">For <see cref="FaceOperation.Process"/>.</param>
    public sealed record Face(Plane Plane, int Index, FaceOperation Operation, float Value = 1f, string Text = "") : GridOperation;

    /// <summary>A link from one block to another.</summary>
    public sealed record Link(Coordinate Source, Coordinate Target) : GridOperation;

    /// <summary>No link from one block to another any more.</summary>
    public sealed record Unlink(Coordinate Source, Coordinate Target) : GridOperation;

    /// <summary>One block's mind reads a text; the answer is in the receipt.</summary>
    public sealed record Process(Coordinate At, string Text) : GridOperation;

    /// <summary>The canonical bytes.</summary>
    public byte[] Encode() => throw new NotSupportedException();

    /// <summary>Reads canonical bytes.</summary>
    /// <exception cref="FormatException">They are not the canonical bytes of any operation; says why and where.</exception>
    public static GridOperation Decode(ReadOnlySpan<byte> bytes) => throw new FormatException("Not yet.");
}
