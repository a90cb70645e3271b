using Unum.Grid.Instances;
using Unum.Grid.Space;

namespace Unum.Tests.Grid.Instances;

/// <summary>Operations of every kind that fit a grid.</summary>
public static class RandomOperations
{
    public static GridOperation Next(Random random, Dimensions size)
    {
        int count = random.Next(5);
        switch (random.Next(14))
        {
            case 0 or 1: return new GridOperation.Activate(At(), Value());
            case 2: return new GridOperation.Deactivate(At());
            case 3 or 4: return new GridOperation.Set(At(), Value());
            case 5: return new GridOperation.SetMany(Enumerable.Range(0, count).Select(_ => At()).ToArray(), Enumerable.Range(0, count).Select(_ => Value()).ToArray());
            case 6: return new GridOperation.SetKappas(Enumerable.Range(0, count).Select(_ => At()).ToArray(), Enumerable.Range(0, count).Select(_ => random.NextSingle()).ToArray());
            case 7: return Pair((a, b) => new GridOperation.Link(a, b));
            case 8: return Pair((a, b) => new GridOperation.Unlink(a, b));
            case 9: return new GridOperation.Process(At(), Text());
            case 10: return Face(FaceOperation.Activate) with { Value = Value() };
            case 11: return Face(FaceOperation.Deactivate);
            case 12: return Face(FaceOperation.Process) with { Text = Text() };
            default: return Face(FaceOperation.Sync);
        }

        Coordinate At() => new(random.Next(size.X), random.Next(size.Y), random.Next(size.Z));
        float Value() => (random.NextSingle() - .5f) * 100;
        string Text() => new([.. Enumerable.Range(0, random.Next(12)).Select(_ => "abc déß𝄞"[random.Next(7)])]);
        GridOperation.Face Face(FaceOperation what)
        {
            Plane plane = (Plane)random.Next(3);
            return new(plane, random.Next(plane == Plane.X ? size.X : plane == Plane.Y ? size.Y : size.Z), what);
        }

        GridOperation Pair(Func<Coordinate, Coordinate, GridOperation> make)
        {
            Coordinate a = At(), b = At();
            return a == b ? new GridOperation.Deactivate(a) : make(a, b);
        }
    }
}
