using System.Numerics;
using Unum.Devices.Driving;
using Unum.Kairos.Emergence;

namespace Unum.Tests.Devices.Driving;

internal static class States
{
    internal static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    internal static OneState One(double real, double imaginary = 0, double coherence = 0.8, double seconds = 0, bool emerged = true) => new(
        Start.AddSeconds(seconds), new Complex(real, imaginary), coherence, Order: 0.78, EffectiveNodes: 3, emerged, emerged ? Start : null);

    internal static Task PutAsync(this IOutput output, OneState state) => output.WriteAsync(state, CancellationToken.None).SoonAsync();

    /// <summary>Writes, and fails when that would make the beat wait.</summary>
    internal static void PutAtOnce(this IOutput output, OneState state) => Assert.True(output.PutAsync(state).IsCompletedSuccessfully, "the beat does not wait");

    internal static Task DeliveredAsync(this IOutput output, long count) =>
        Eventually.HoldsAsync(() => output.Health.Delivered >= count, $"{output.Name} delivers {count} states");
}
