using Unum.Benchmarks.Femto;
using Unum.Hive.Trials;

namespace Unum.Benchmarks.Hive;

/// <summary>Table 2: fifty instances, some lie in the worst of seven ways, six ways of merging.</summary>
internal static class ByzantineBenchmarks
{
    private const int Authors = 50;
    private const int MostSeeds = 3;

    public static IEnumerable<Comparison> Run(int seeds)
    {
        seeds = Math.Min(seeds, MostSeeds);
        List<(int Seed, ByzantineLine Line)> all = [];
        for (int seed = 1; seed <= seeds; seed++)
        {
            foreach ((Labelled data, _) in HiveBenchmarks.Sets(seed))
            {
                foreach (double fraction in (double[])[0, .1, .2, .3])
                {
                    foreach (Attack attack in Enum.GetValues<Attack>().Where(a => (a == Attack.None) == (fraction == 0)))
                        all.AddRange(ByzantineTrial.Run(data, Authors, fraction, attack, seed).Select(l => (seed, l)));
                }
            }
        }

        string[] defences = [.. all.Select(static l => l.Line.Defence).Distinct()];
        MarkdownTable table = new($"n = {Authors}, worst of seven attacks: accuracy, {seeds} seeds", ["data, liars", .. defences, "ours is worst against"]);
        foreach (IGrouping<(string Data, double Fraction), (int Seed, ByzantineLine Line)> cell in all.GroupBy(static l => (l.Line.Data, l.Line.Fraction)))
        {
            double[] Worst(string defence) => [.. cell.Where(l => l.Line.Defence == defence).GroupBy(static l => l.Seed).Select(static s => s.Min(static l => l.Line.Accuracy))];
            Attack weakest = cell.Where(static l => l.Line.Defence == ByzantineTrial.Ours).GroupBy(static l => l.Line.Attack).MinBy(static a => a.Average(static l => l.Line.Accuracy))!.Key;
            string name = FormattableString.Invariant($"{cell.Key.Data}, {cell.Key.Fraction:P0}");
            table.Add(name, [.. defences.Select(d => HiveBenchmarks.Shown(Worst(d))), weakest.ToString()]);
            string rival = defences.Where(static d => d != ByzantineTrial.Ours).MaxBy(d => Worst(d).Average())!;
            yield return Comparison.Rate($"byzantine: {name} liars, worst of seven attacks", Worst(ByzantineTrial.Ours).Average(), Worst(rival).Average(), $"{rival}, the best rival", "accuracy");
        }

        table.Print();
    }
}
