using Unum.Benchmarks.Femto;
using Unum.Hive.Trials;

namespace Unum.Benchmarks.Hive;

/// <summary>Table 4: the same knowledge between minds of one, four and sixteen modes a concept, both ways.</summary>
internal static class SizeBenchmarks
{
    public static IEnumerable<Comparison> Run(int seeds)
    {
        SizeLine[] all = [.. Enumerable.Range(1, seeds).SelectMany(static seed => HiveBenchmarks.Sets(seed).SelectMany(s => SizeTrial.Run(s.Data, s.Unseen, seed)))];
        foreach (IGrouping<string, SizeLine> data in all.GroupBy(static l => l.Data))
        {
            MarkdownTable table = new($"{data.Key}: the receiver on concepts that only the giver knew, {seeds} seeds", ["modes a concept of the giver", .. SizeTrial.Sizes.Select(static s => $"receiver {s}")]);
            foreach (int giver in SizeTrial.Sizes) table.Add($"{giver}", [.. SizeTrial.Sizes.Select(r => HiveBenchmarks.Shown(Cell(giver, r)))]);
            table.Print();
            foreach ((int giver, int receiver) in ((int, int)[])[(1, 4), (4, 1), (4, 16), (16, 4), (1, 16), (16, 1)])
                yield return Comparison.Cost($"sizes: {data.Key}, from {giver} to {receiver} modes a concept, gap to a giver of the receiver's size", Cell(receiver, receiver).Average() - Cell(giver, receiver).Average(), .03, "the aim", "accuracy");

            IEnumerable<double> Cell(int giver, int receiver) => data.Where(l => l.GiverModes == giver && l.ReceiverModes == receiver).Select(static l => l.After);
        }
    }
}
