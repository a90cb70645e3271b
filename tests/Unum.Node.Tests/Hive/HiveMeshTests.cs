using System.Globalization;
using System.Text.Json;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Packets;
using Unum.Node.Tests.Processes;
using static Unum.Node.Tests.Hive.HiveProcesses;

namespace Unum.Node.Tests.Hive;

/// <summary>Real processes that learn from each other over their ports.</summary>
public sealed class HiveMeshTests
{
    [Fact]
    public async Task What_one_process_observed_another_recognises_and_the_killed_and_the_late_reach_the_same_basin()
    {
        (float[] Pixels, int Digit)[] digits = Digits();
        string left = await FolderAsync(), right = await FolderAsync(), late = await FolderAsync();
        int a = UnumProgram.FreePort(), b = UnumProgram.FreePort(), c = UnumProgram.FreePort();
        using HttpClient toA = Client(a), toB = Client(b), toC = Client(c);
        await using UnumProgram first = UnumProgram.Start(left, Up("left", a));
        await first.WaitForBeatAsync(static _ => true, "left's first beat");
        UnumProgram second = UnumProgram.Start(right, Up("right", b, join: a));
        await second.WaitForBeatAsync(static _ => true, "right's first beat");

        foreach ((float[] pixels, int digit) in digits[..600]) await ObserveAsync(digit < 4 ? toA : toB, pixels, digit);
        Assert.Equal(0, await RightAsync(toB, digits[1200..1300], static d => d < 4));
        JsonElement shared = await PostAsync(toB, "hive/share", null);
        Assert.Equal(2, shared.GetProperty("cids").GetArrayLength()); // six digits of three modes each
        await PostAsync(toA, "hive/share", null);
        string basin = await AgreeAsync(4, toA, toB);
        await UntilAsync(async () => await RightAsync(toB, digits[1200..1260], static d => d < 4) > .8, "right recognise what only left saw");
        Assert.InRange(await RightAsync(toB, digits[1200..1400], static d => d >= 4), .75, 1);

        byte[] forged = [.. Enumerable.Repeat((byte)1, 100)];
        (int status, JsonElement problem) = await DeltaAsync(toA, forged);
        Assert.Equal((422, "refused: malformed"), (status, problem.GetProperty("title").GetString()));
        Assert.Equal(1, (await GetAsync(toA, "hive")).GetProperty("refused").GetProperty("malformed").GetInt64());
        Assert.Equal("malformed", (await GetAsync(toA, "hive/refusals")).GetProperty("refusals")[0].GetProperty("reason").GetString());

        // With one byte of the signature turned, everything about it is good but that.
        using HiveKey stranger = HiveKey.Create();
        byte[] valid = Delta(stranger);
        byte[] turned = [.. valid];
        turned[^1] ^= 1;
        (status, problem) = await DeltaAsync(toA, turned);
        Assert.Equal((422, "refused: bad_signature"), (status, problem.GetProperty("title").GetString()));
        Assert.Equal(1, (await GetAsync(toA, "hive")).GetProperty("refused").GetProperty("bad_signature").GetInt64());
        foreach (HttpClient node in (HttpClient[])[toA, toB]) Assert.Single((await GetAsync(node, "hive")).GetProperty("peers").EnumerateArray(), static p => p.GetProperty("seen_seconds").ValueKind == JsonValueKind.Number);

        second.Kill();
        await second.DisposeAsync();
        await using UnumProgram again = UnumProgram.Start(right, Up("right", b, join: a));
        await again.WaitForBeatAsync(static _ => true, "right come back");
        Assert.Equal(basin, (await GetAsync(toB, "hive")).GetProperty("basin").GetString());
        await using UnumProgram third = UnumProgram.Start(late, Up("late", c, join: a));
        await third.WaitForBeatAsync(static _ => true, "the late one's first beat");
        Assert.Equal(basin, await AgreeAsync(4, toA, toB, toC));
        await UntilAsync(async () => await RightAsync(toC, digits[1200..1300], static _ => true) > .75, "the late one recognise everything");
    }

    private static (float[] Pixels, int Digit)[] Digits()
    {
        (float[], int)[] all = [.. File.ReadLines(Unum.Tests.Repository.At("data/digits/digits.csv")).Select(static l => l.Split(',')).Select(static f => (f[..^1].Select(static x => float.Parse(x, CultureInfo.InvariantCulture)).ToArray(), int.Parse(f[^1], CultureInfo.InvariantCulture)))];
        new Random(1).Shuffle(all);
        return all;
    }

    private static byte[] Delta(HiveKey key)
    {
        float[] psi = new float[VectorFrame.Size];
        psi[3] = 1;
        BasinDelta delta = new(ModeForm.Dense, default, key.Author, 1, 12, [new ModeRecord(ModeId.Of(ModeId.ConceptOf("one point"), 0), Evidence.Code(5), 255, ModeDirection.Of(psi, ModeForm.Dense))], []);
        return [.. key.Public.Span, .. delta.Sign(key)];
    }

    private static string Name(int digit) => FormattableString.Invariant($"digit {digit}");

    private static Task<JsonElement> ObserveAsync(HttpClient node, float[] pixels, int digit) => PostAsync(node, "hive/observe", new { concept = Name(digit), vector = pixels });

    private static async Task<double> RightAsync(HttpClient node, (float[] Pixels, int Digit)[] asked, Predicate<int> which)
    {
        int right = 0, count = 0;
        foreach ((float[] pixels, int digit) in asked)
        {
            if (!which(digit)) continue;
            count++;
            JsonElement answer = await PostAsync(node, "hive/recognise", new { vector = pixels });
            if (answer.GetProperty("concept").GetString() == Name(digit)) right++;
        }

        return (double)right / count;
    }

    private static async Task<string> AgreeAsync(int deltas, params HttpClient[] nodes)
    {
        string[] basins = [];
        await UntilAsync(
            async () =>
            {
                JsonElement[] states = await Task.WhenAll(nodes.Select(static n => GetAsync(n, "hive")));
                basins = [.. states.Select(static s => s.GetProperty("basin").GetString()!).Distinct(StringComparer.Ordinal)];
                return basins.Length == 1 && states.All(s => s.GetProperty("deltas").GetInt32() == deltas);
            },
            "all agree on the basin");
        return basins[0];
    }
}
