using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>The canonical bytes of operations: one way to write each, and nothing else is read.</summary>
/// <remarks>
/// <code>
/// 1 activate    at u32 (Morton), value f32        6 face     plane u8, index u16, operation u8; activate: value f32; process: text
/// 2 deactivate  at                                7 link     source, target
/// 3 set         at, value                         8 unlink   source, target
/// 4 set many    count u32, count x at, values     9 process  at, text
/// 5 set kappas  count u32, count x at, kappas     text: bytes u32, UTF-8
/// </code>
/// Little endian. Kinds from 16 on are the history's own entries.
/// </remarks>
internal static class OperationCodec
{
    private const int ActivateKind = 1, DeactivateKind = 2, SetKind = 3, SetManyKind = 4, SetKappasKind = 5, FaceKind = 6, LinkKind = 7, UnlinkKind = 8, ProcessKind = 9;

    public static void Write(GridOperation operation, ByteWriter to)
    {
        switch (operation)
        {
            case GridOperation.Set o: Valued(to, SetKind, o.At, o.Value); break;
            case GridOperation.Activate o: Valued(to, ActivateKind, o.At, o.Value); break;
            case GridOperation.Deactivate o:
                to.U8(DeactivateKind);
                to.At(o.At);
                break;
            case GridOperation.SetMany o: Many(to, SetManyKind, o.At.Span, o.Values.Span); break;
            case GridOperation.SetKappas o: Many(to, SetKappasKind, o.At.Span, o.Kappas.Span); break;
            case GridOperation.Face o: Face(to, o); break;
            case GridOperation.Link o: Pair(to, LinkKind, o.Source, o.Target); break;
            case GridOperation.Unlink o: Pair(to, UnlinkKind, o.Source, o.Target); break;
            case GridOperation.Process o:
                to.U8(ProcessKind);
                to.At(o.At);
                to.Text(o.Text);
                break;
            default: throw new ArgumentException("An unknown kind of operation.", nameof(operation));
        }
    }

    /// <summary>Reads an operation whose kind was read.</summary>
    /// <exception cref="FormatException">The bytes are no operation's.</exception>
    public static GridOperation Read(ref ByteReader from, int kind) => kind switch
    {
        ActivateKind => new GridOperation.Activate(from.At(), from.Finite()),
        DeactivateKind => new GridOperation.Deactivate(from.At()),
        SetKind => new GridOperation.Set(from.At(), from.Finite()),
        SetManyKind => ReadMany(ref from, kappas: false),
        SetKappasKind => ReadMany(ref from, kappas: true),
        FaceKind => ReadFace(ref from),
        LinkKind => new GridOperation.Link(from.At(), from.At()),
        UnlinkKind => new GridOperation.Unlink(from.At(), from.At()),
        ProcessKind => new GridOperation.Process(from.At(), from.Text()),
        _ => throw from.Wrong(FormattableString.Invariant($"there is no operation {kind}")),
    };

    private static void Valued(ByteWriter to, int kind, Coordinate at, float value)
    {
        to.U8(kind);
        to.At(at);
        to.F32(value);
    }

    private static void Pair(ByteWriter to, int kind, Coordinate a, Coordinate b)
    {
        to.U8(kind);
        to.At(a);
        to.At(b);
    }

    private static void Many(ByteWriter to, int kind, ReadOnlySpan<Coordinate> at, ReadOnlySpan<float> values)
    {
        to.U8(kind);
        to.U32((uint)at.Length);
        foreach (Coordinate one in at) to.At(one);
        foreach (float value in values) to.F32(value);
    }

    private static void Face(ByteWriter to, GridOperation.Face o)
    {
        to.U8(FaceKind);
        to.U8((int)o.Plane);
        to.U16(o.Index);
        to.U8((int)o.Operation);
        if (o.Operation == FaceOperation.Activate) to.F32(o.Value);
        if (o.Operation == FaceOperation.Process) to.Text(o.Text);
    }

    private static GridOperation ReadMany(ref ByteReader from, bool kappas)
    {
        int count = from.Count(8);
        Coordinate[] at = new Coordinate[count];
        float[] values = new float[count];
        for (int i = 0; i < count; i++) at[i] = from.At();
        for (int i = 0; i < count; i++) values[i] = kappas ? from.Kappa() : from.Finite();
        return kappas ? new GridOperation.SetKappas(at, values) : new GridOperation.SetMany(at, values);
    }

    private static GridOperation.Face ReadFace(ref ByteReader from)
    {
        int plane = from.U8(), index = from.U16(), operation = from.U8();
        if (plane > (int)Plane.Z || operation > (int)FaceOperation.Sync || index >= Dimensions.Most) throw from.Wrong("no such face or face operation");
        GridOperation.Face face = new((Plane)plane, index, (FaceOperation)operation);
        return (FaceOperation)operation switch
        {
            FaceOperation.Activate => face with { Value = from.Finite() },
            FaceOperation.Process => face with { Text = from.Text() },
            _ => face,
        };
    }
}
