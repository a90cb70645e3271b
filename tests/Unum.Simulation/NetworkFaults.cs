namespace Unum.Simulation;

/// <summary>What a simulated network does to frames.</summary>
/// <param name="Loss">Share of frames lost, [0, 1).</param>
/// <param name="Duplication">Share of frames that come twice.</param>
/// <param name="MinDelay">Least travel time of a hop.</param>
/// <param name="MaxDelay">Greatest; what lies between is drawn per frame, so frames overtake each other.</param>
internal sealed record NetworkFaults(double Loss, double Duplication, TimeSpan MinDelay, TimeSpan MaxDelay)
{
    public static NetworkFaults Calm { get; } = new(0, 0, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(5));

    public static NetworkFaults Drawn(Random random)
    {
        TimeSpan least = TimeSpan.FromMilliseconds(random.Next(1, 20));
        return new NetworkFaults(random.NextDouble() * 0.1, random.NextDouble() * 0.2, least, least + TimeSpan.FromMilliseconds(random.Next(1, 40)));
    }
}
