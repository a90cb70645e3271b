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
    public sealed record Face(Plane Plane, int Index, FaceOperation Operation, float Value = 1f, string Text = "") : GridOperation
    {
        internal void CheckFace(Dimensions dimensions)
        {
            int most = Plane switch
            {
                Plane.X => dimensions.X,
                Plane.Y => dimensions.Y,
                Plane.Z => dimensions.Z,
                _ => throw new ArgumentException(FormattableString.Invariant($"A plane is X, Y or Z, not {(int)Plane}.")),
            };
            if ((uint)Index >= (uint)most) throw new ArgumentOutOfRangeException(nameof(dimensions), Index, FormattableString.Invariant($"The grid is {dimensions}: a face of {Plane} is 0 to {most - 1}."));
            if (!Enum.IsDefined(Operation)) throw new ArgumentException(FormattableString.Invariant($"A face operation is activate, deactivate, process or sync, not {(int)Operation}."));
            if (Operation == FaceOperation.Activate) CheckValue(Value);
        }
    }

    /// <summary>A link from one block to another.</summary>
    public sealed record Link(Coordinate Source, Coordinate Target) : GridOperation;

    /// <summary>No link from one block to another any more.</summary>
    public sealed record Unlink(Coordinate Source, Coordinate Target) : GridOperation;

    /// <summary>One block's mind reads a text; the answer is in the receipt.</summary>
    public sealed record Process(Coordinate At, string Text) : GridOperation;

    /// <summary>The canonical bytes: what histories and consensus carry.</summary>
    /// <exception cref="ArgumentException">A text is not UTF-16, or a coordinate is beyond every grid.</exception>
    public byte[] Encode()
    {
        ByteWriter writer = new();
        OperationCodec.Write(this, writer);
        return writer.Bytes.ToArray();
    }

    /// <summary>Reads canonical bytes: <see cref="Encode"/> of what comes back gives the same bytes.</summary>
    /// <exception cref="FormatException">They are not the canonical bytes of any operation; says why and where.</exception>
    public static GridOperation Decode(ReadOnlySpan<byte> bytes)
    {
        ByteReader reader = new(bytes);
        GridOperation operation = OperationCodec.Read(ref reader, reader.U8());
        return reader.Left == 0 ? operation : throw reader.Wrong(FormattableString.Invariant($"{reader.Left} bytes too many"));
    }

    /// <summary>Refuses an operation that no grid of this size can do, whatever it holds.</summary>
    /// <exception cref="ArgumentException">Says what does not fit.</exception>
    internal void Check(Dimensions dimensions)
    {
        switch (this)
        {
            case Activate o: CheckValue(dimensions, o.At, o.Value); break;
            case Set o: CheckValue(dimensions, o.At, o.Value); break;
            case Deactivate o: dimensions.Check(o.At); break;
            case Process o: dimensions.Check(o.At); break;
            case SetMany o:
                CheckMany(dimensions, o.At.Span, o.Values.Length);
                foreach (float value in o.Values.Span) CheckValue(value);
                break;
            case SetKappas o:
                CheckMany(dimensions, o.At.Span, o.Kappas.Length);
                foreach (float kappa in o.Kappas.Span)
                    if (!(kappa is >= 0 and <= 1)) throw new ArgumentException(FormattableString.Invariant($"A kappa is 0 to 1, not {kappa}."));
                break;
            case Face o: o.CheckFace(dimensions); break;
            case Link o: CheckPair(dimensions, o.Source, o.Target); break;
            case Unlink o: CheckPair(dimensions, o.Source, o.Target); break;
            default: throw new NotSupportedException("An unknown kind of operation.");
        }
    }

    private static void CheckPair(Dimensions dimensions, Coordinate a, Coordinate b)
    {
        dimensions.Check(a);
        dimensions.Check(b);
        if (a == b) throw new ArgumentException(FormattableString.Invariant($"The block {a} cannot be linked to itself."), nameof(b));
    }

    private static void CheckMany(Dimensions dimensions, ReadOnlySpan<Coordinate> at, int figures)
    {
        if (at.Length != figures) throw new ArgumentException(FormattableString.Invariant($"{at.Length} coordinates, but {figures} figures: as many are needed."), nameof(figures));
        foreach (Coordinate one in at) dimensions.Check(one);
    }

    private static void CheckValue(Dimensions dimensions, Coordinate at, float value)
    {
        dimensions.Check(at);
        CheckValue(value);
    }

    private static void CheckValue(float value)
    {
        if (!float.IsFinite(value)) throw new ArgumentOutOfRangeException(nameof(value), value, "A block's value is a finite number.");
    }
}
