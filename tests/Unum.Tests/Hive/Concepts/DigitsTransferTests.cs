using Unum.Hive.Concepts;
using Unum.Hive.Geometry;
using Unum.Hive.Identity;
using Unum.Hive.Packets;

namespace Unum.Tests.Hive.Concepts;

public sealed class DigitsTransferTests
{
    [Fact]
    public void One_delta_of_460_bytes_teaches_three_digits_never_seen()
    {
        (float[] Psi, int Digit)[] all = [.. Digits()];
        Random random = new(1);
        random.Shuffle(all);
        (float[] Psi, int Digit)[] train = all[..1200], test = all[1200..];

        ConceptMind giver = Mind(), receiver = Mind();
        foreach ((float[] psi, int digit) in train)
        {
            ConceptMind mind = digit < 7 ? receiver : giver;
            Assert.True(mind.Observe(Concept(digit), psi));
        }

        while (receiver.Learn().Count > 0)
        {
        }

        double own = Accuracy(receiver, test, d => d < 7);
        Assert.Equal(0, Accuracy(receiver, test, d => d >= 7));

        using HiveKey key = HiveKey.Create();
        byte[] packet = giver.Extract(key, default, 1, 12)!;
        Assert.Equal(460, packet.Length);
        receiver.Approach(BasinDelta.Read(packet).Modes);
        Assert.InRange(Accuracy(receiver, test, d => d >= 7), .85, 1);
        Assert.InRange(own - Accuracy(receiver, test, d => d < 7), -1, .06);
    }

    [Fact]
    public void With_shuffled_names_a_delta_teaches_nothing()
    {
        (float[] Psi, int Digit)[] all = [.. Digits()];
        ConceptMind liar = Mind();
        foreach ((float[] psi, int digit) in all[..1200])
        {
            if (digit >= 7) liar.Observe(Concept(7 + ((digit - 6) % 3)), psi);
        }

        liar.Learn();
        Assert.InRange(Accuracy(liar, all[1200..], d => d >= 7), 0, .05);
    }

    private static ConceptMind Mind() => new(new VectorFrame(), RunningCoupling.Default, 3);

    private static uint Concept(int digit) => ModeId.ConceptOf($"digit {digit}");

    private static double Accuracy(ConceptMind mind, (float[] Psi, int Digit)[] test, Func<int, bool> which)
    {
        (float[] Psi, int Digit)[] asked = [.. test.Where(t => which(t.Digit))];
        return asked.Count(t => mind.Recognise(t.Psi) == Concept(t.Digit)) / (double)asked.Length;
    }

    private static IEnumerable<(float[] Psi, int Digit)> Digits()
    {
        foreach (string line in File.ReadLines(Repository.At("data/digits/digits.csv")))
        {
            float[] numbers = [.. line.Split(',').Select(float.Parse)];
            float[] psi = new float[VectorFrame.Size];
            Assert.True(VectorFrame.TryMap(numbers.AsSpan(0, 64), psi));
            yield return (psi, (int)numbers[64]);
        }
    }
}
