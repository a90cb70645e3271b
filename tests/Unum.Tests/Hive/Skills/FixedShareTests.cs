using FsCheck;
using FsCheck.Fluent;
using Unum.Hive.Skills;

namespace Unum.Tests.Hive.Skills;

public sealed class FixedShareTests
{
    [Fact]
    public void It_is_the_exact_posterior_over_all_sequences_of_experts()
    {
        // Oracle: every one of the m^n sequences, each with its prior probability.
        Check.QuickThrowOnFailure(Prop.ForAll(
            ArbMap.Default.ArbFor<int>(),
            seed =>
            {
                Random random = new(seed);
                int experts = random.Next(2, 4), outcomes = random.Next(1, 6);
                double share = .01 + (.5 * random.NextDouble());
                double[][] given = [.. Enumerable.Range(0, outcomes).Select(_ => Enumerable.Range(0, experts).Select(_ => random.NextDouble()).ToArray())];
                double all = 0;
                for (int sequence = 0; sequence < (int)Math.Pow(experts, outcomes); sequence++)
                {
                    double p = 1.0 / experts;
                    int rest = sequence, before = -1;
                    for (int t = 0; t < outcomes; t++, rest /= experts)
                    {
                        int expert = rest % experts;
                        if (before >= 0) p *= expert == before ? 1 - share : share / (experts - 1);
                        p *= given[t][expert];
                        before = expert;
                    }

                    all += p;
                }

                FixedShare posterior = new(experts, share);
                double product = 1;
                foreach (double[] outcome in given) product *= posterior.Update(outcome);
                Assert.Equal(all, product, all * 1e-9);
                Assert.Equal(1, posterior.Weights.ToArray().Sum(), 1e-9);
            }));
    }

    [Fact]
    public void The_loss_against_the_best_sequence_stays_below_the_published_bound()
    {
        const double share = 1 / 1024.0;
        const int length = 6000, switches = 5;
        Random random = new(3);
        FixedShare posterior = new(3, share);
        double ours = 0, best = 0;
        for (int t = 0; t < length; t++)
        {
            int good = t / 1000 % 3;
            double[] given = [.. Enumerable.Range(0, 3).Select(e => e == good ? .5 : .5 * random.NextDouble())];
            ours -= Math.Log2(posterior.Update(given));
            best -= Math.Log2(given[good]);
        }

        double bound = Math.Log2(3) + (switches * Math.Log2(2 / share)) - ((length - switches - 1) * Math.Log2(1 - share));
        Assert.InRange(ours - best, 0, bound);
    }

    [Fact]
    public void An_outcome_that_all_thought_impossible_changes_no_belief()
    {
        FixedShare posterior = new(2, .1);
        posterior.Update([.9, .1]);
        double[] before = posterior.Weights.ToArray();
        Assert.Equal(0, posterior.Update([0, 0]));
        Assert.Equal(before, posterior.Weights.ToArray());
    }
}
