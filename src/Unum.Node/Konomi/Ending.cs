namespace Unum.Node.Konomi;

/// <summary>Does something once, when disposed of.</summary>
internal sealed class Ending(Action end) : IDisposable
{
    private Action? _end = end;

    /// <inheritdoc/>
    public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
}
