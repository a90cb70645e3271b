using System.Diagnostics;

namespace Unum.Tests.Devices.Sensing;

/// <summary>Waits for what other threads bring about, generously: a slow machine is no failure.</summary>
internal static class Until
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task Holds(Func<bool> condition, string why)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.True(watch.Elapsed < Patience, $"waited in vain until {why}");
            await Task.Delay(2, CancellationToken.None);
        }
    }
}
