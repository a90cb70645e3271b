using Unum.Femto;

namespace Unum.Benchmarks.Femto;

/// <summary>
/// Static and dynamic, told apart: a mind reads the first 90 % of a stream, then the last 10 % once frozen (static: what it
/// knows) and once learning on (dynamic: what it knows and picks up). Bits per byte of surprise.
/// </summary>
public static class StaticBenchmarks
{
    /// <summary>Runs over every stream this computer has, or one.</summary>
    public static IEnumerable<Comparison> Run(string? only)
    {
        MarkdownTable table = new("Last tenth after reading the first nine, bits per byte", "", "one Femto static", "one Femto dynamic", "Cube static", "Cube dynamic", "offspring of a birth of the first nine tenths");
        foreach ((string name, byte[] bytes) in ByteStreams.All(only))
        {
            int cut = bytes.Length * 9 / 10;
            BirthModel birth = BirthModel.Train(bytes.AsSpan(0, cut));
            double child = new OffspringModel(birth).Read(bytes.AsSpan(cut)) / (bytes.Length - cut);
            (double still, double moving) = Measure(new FemtoModel(), bytes, cut);
            (double cubeStill, double cubeMoving) = Measure(new CubeModel(), bytes, cut);
            table.Add(name, 3, still, moving, cubeStill, cubeMoving, child);
            yield return Comparison.Cost($"{name}: last tenth, static, a Cube beside one Femto", cubeStill, still, "one Femto", "bits/byte");
            yield return Comparison.Cost($"{name}: last tenth, dynamic, a Cube beside one Femto", cubeMoving, moving, "one Femto", "bits/byte");
            yield return Comparison.Cost($"{name}: last tenth, 64 KB offspring beside its frozen birth", child, still, "frozen birth", "bits/byte");
        }

        table.Print();
    }

    private static (double Static, double Dynamic) Measure(IByteModel model, byte[] bytes, int cut)
    {
        model.Read(bytes.AsSpan(0, cut));
        ReadOnlySpan<byte> rest = bytes.AsSpan(cut);
        model.Learning = false;
        model.Restart();
        double still = model.Read(rest) / rest.Length;
        model.Learning = true;
        model.Restart();
        return (still, model.Read(rest) / rest.Length);
    }
}
