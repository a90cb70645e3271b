namespace Unum.Femto.Core;

/// <summary>How a core is trained offline. The same settings and bytes give the same weights on every machine.</summary>
public sealed record CoreTraining
{
    /// <summary>Steps of Adam.</summary>
    public int Steps { get; init; } = 6000;

    /// <summary>Windows of 32 bytes a step.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>Learning rate after warm-up.</summary>
    public double Rate { get; init; } = 1e-2;

    /// <summary>Steps in which the rate rises from nothing.</summary>
    public int WarmUp { get; init; } = 100;

    /// <summary>The part of the rate that is left at the end of the cosine.</summary>
    public double Last { get; init; } = .02;

    /// <summary>Names the first weights and the windows drawn.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Rate at a step.</summary>
    public double RateAt(int step)
    {
        if (step < WarmUp) return Rate * (step + 1) / WarmUp;
        double part = (double)(step - WarmUp) / Math.Max(1, Steps - WarmUp);
        return Rate * (Last + ((1 - Last) * .5 * (1 + Cosine(Math.PI * part))));
    }

    /// <summary>Trains a core.</summary>
    /// <param name="bytes">At least 33.</param>
    /// <param name="progress">Told after every step: bytes trained and mean surprise in bits a byte of the step.</param>
    /// <param name="start">Weights to start from, changed in place; new ones when left out.</param>
    /// <param name="time">For the speed in the progress.</param>
    /// <param name="pairs">A table trained with the core, changed in place.</param>
    /// <param name="stopping">Asked before each step.</param>
    public CoreWeights Run(ReadOnlySpan<byte> bytes, IProgress<Coding.FemtoProgress>? progress = null, CoreWeights? start = null, TimeProvider? time = null, CorePairs? pairs = null, CancellationToken stopping = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, CoreWeights.Window + 1, nameof(bytes));
        CoreWeights weights = start ?? CoreWeights.Initial(Seed);
        CoreTransposed core = new(weights);
        CorePass pass = new();
        CoreAdam adam = new();
        float[] gradient = new float[CoreWeights.Count], pairGradient = pairs is null ? [] : new float[CorePairs.Count];
        CoreAdam? pairAdam = pairs is null ? null : new(CorePairs.Count);
        Chance chance = new(Chance.Scramble(Seed) + 1);
        long began = time?.GetTimestamp() ?? 0;
        for (int step = 0; step < Steps; step++)
        {
            stopping.ThrowIfCancellationRequested();
            double loss = 0;
            for (int i = 0; i < Batch; i++)
            {
                int at = chance.Next(bytes.Length - CoreWeights.Window);
                pass.Forward(core, bytes.Slice(at, CoreWeights.Window), pairs);
                loss += pass.Loss(bytes.Slice(at + 1, CoreWeights.Window), 1f / (Batch * CoreWeights.Window));
                pass.Backward(core, gradient, pairs, pairGradient);
            }

            adam.Step(weights.Values, gradient, (float)RateAt(step));
            pairAdam?.Step(pairs!.Logits, pairGradient, (float)RateAt(step));
            core.Refresh();
            if (progress is null) continue;
            long done = (step + 1L) * Batch * CoreWeights.Window;
            double seconds = time is null ? 0 : time.GetElapsedTime(began).TotalSeconds;
            progress.Report(new(done, (long)Steps * Batch * CoreWeights.Window, loss / (Batch * CoreWeights.Window) / Math.Log(2), seconds > 0 ? done / seconds : 0));
        }

        return weights;
    }

    /// <summary>cos x on [0, pi] from plain arithmetic, because the library's differs between machines in the last bit.</summary>
    private static double Cosine(double x)
    {
        double y = x - (Math.PI / 2), square = y * y, term = y, sum = y;
        for (int n = 3; n < 25; n += 2)
        {
            term *= -square / (n * (n - 1));
            sum += term;
        }

        return -sum;
    }
}
