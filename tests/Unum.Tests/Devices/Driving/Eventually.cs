namespace Unum.Tests.Devices.Driving;

/// <summary>Waits for what must come, with a limit that only a hang reaches.</summary>
internal static class Eventually
{
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    internal static async Task HoldsAsync(Func<bool> condition, string why)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Limit) Assert.Fail($"It never happened: {why}");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    internal static Task<T> SoonAsync<T>(this ValueTask<T> task) => task.AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken);

    internal static Task SoonAsync(this ValueTask task) => task.AsTask().WaitAsync(Limit, TestContext.Current.CancellationToken);
}
