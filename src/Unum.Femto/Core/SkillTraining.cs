namespace Unum.Femto.Core;

/// <summary>
/// Trains a difference to a core directly in the numbers that will be sent: the forward pass always sees z rounded to signed bytes, the gradient goes to
/// the numbers before rounding as if rounding were not there (straight-through: Bengio, Léonard and Courville, arXiv:1308.3432).
/// The same settings and bytes give the same z on every machine.
/// </summary>
public sealed record SkillTraining
{
    /// <summary>Largest number of a z, either sign; -128 is never made, so that every z can be turned round.</summary>
    public const int MostZ = 127;

    /// <summary>Steps of Adam.</summary>
    public int Steps { get; init; } = 2000;

    /// <summary>Windows of 32 bytes a step.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Learning rate after warm-up, in units of the space.</summary>
    public double Rate { get; init; } = .035;

    /// <summary>What one step of z means in units; exact in a half float.</summary>
    public float Step { get; init; } = 1f / 128;

    /// <summary>Names the windows drawn.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Trains.</summary>
    /// <param name="bytes">At least 33.</param>
    /// <param name="core">The core that the difference is to; not changed.</param>
    /// <param name="space">A space around it.</param>
    /// <param name="stopping">Asked before each step.</param>
    /// <returns>z: as many numbers as the space has dimensions, -127 to 127.</returns>
    public sbyte[] Run(ReadOnlySpan<byte> bytes, CoreWeights core, SkillSpace space, CancellationToken stopping = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes.Length, CoreWeights.Window + 1, nameof(bytes));
        ArgumentNullException.ThrowIfNull(core);
        ArgumentNullException.ThrowIfNull(space);
        sbyte[] z = new sbyte[space.Dimensions];
        float[] fine = new float[(space.Dimensions + 15) / 16 * 16], gradient = new float[fine.Length], byWeight = new float[CoreWeights.Count];
        CoreTransposed changed = new(core.Clone());
        CorePass pass = new();
        CoreAdam adam = new(fine.Length);
        Chance chance = new(Chance.Scramble(Seed) + 1);
        CoreTraining schedule = new() { Steps = Steps, Rate = Rate };
        for (int step = 0; step < Steps; step++)
        {
            stopping.ThrowIfCancellationRequested();
            for (int i = 0; i < Batch; i++)
            {
                int at = chance.Next(bytes.Length - CoreWeights.Window);
                pass.Forward(changed, bytes.Slice(at, CoreWeights.Window));
                pass.Loss(bytes.Slice(at + 1, CoreWeights.Window), 1f / (Batch * CoreWeights.Window));
                pass.Backward(changed, byWeight);
            }

            space.Gather(byWeight, gradient);
            Array.Clear(byWeight);
            adam.Step(fine, gradient, (float)schedule.RateAt(step));
            for (int i = 0; i < z.Length; i++) z[i] = (sbyte)Math.Clamp(MathF.Round(fine[i] / Step), -MostZ, MostZ);
            space.Apply(z, Step, changed.Weights);
            changed.Refresh();
        }

        return z;
    }
}
