using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Unum.Femto;
using Unum.Femto.Births;
using Unum.Tensors.Threads;

namespace Unum.Node.Serving;

/// <summary>
/// The mind that speaks on the network. All requests read one birth model's tables; each has a reader of its own from a pool. Only as
/// many compute at once as the load target leaves threads, a piece at a time, so that a long answer does not keep a short one
/// waiting; and only so many may be open at once: who comes then is asked to come again.
/// </summary>
/// <param name="mind">Makes a mind of its own for one request, and says how many bytes it shares with others.</param>
/// <param name="threads">How many may compute at once.</param>
[SuppressMessage("Design", "CA1001", Justification = "Lives as long as the server; a semaphore nobody waits on by handle holds nothing.")]
internal sealed class FemtoVoice(Func<CancellationToken, Task<(IByteModel Mind, long SharedBytes)>> mind, IThreadBudget threads)
{
    /// <summary>Most requests open at once unless set otherwise.</summary>
    public const int DefaultMostOpen = 128;

    private readonly SemaphoreSlim _computing = new(threads.Threads);
    private readonly ConcurrentBag<(IByteModel Mind, long SharedBytes)> _idle = [];
    private readonly Lock _lock = new();
    private int _open;
    private float _kappa = 1;

    /// <summary>Most requests open at once.</summary>
    public int MostOpen { get; init; } = DefaultMostOpen;

    /// <summary>Requests open now.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>The voice of a birth model that a file holds or that is trained in the background.</summary>
    public static FemtoVoice Of(Func<CancellationToken, Task<BirthModel>> birth) => new(
        async stopping =>
        {
            BirthModel model = await birth(stopping);
            return (model.NewReader(), model.Bytes);
        },
        new LoadTargetBudget());

    /// <summary>The voice of the birth model that Unum brings along, kept in a data folder.</summary>
    public static FemtoVoice OfDefault(string data) => Of(new DefaultBirth(Path.Combine(data, "femto")).GetAsync);

    /// <summary>Counts a request in, if there is room; each that gets in must <see cref="Leave"/>.</summary>
    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _open) <= MostOpen) return true;
        Interlocked.Decrement(ref _open);
        return false;
    }

    /// <summary>Counts a request out.</summary>
    public void Leave() => Interlocked.Decrement(ref _open);

    /// <summary>A mind for one request, to be given back.</summary>
    public async Task<(IByteModel Mind, long SharedBytes)> BorrowAsync(CancellationToken stopping) =>
        _idle.TryTake(out (IByteModel, long) idle) ? idle : await mind(stopping);

    /// <summary>Gives a mind back.</summary>
    public void Return((IByteModel Mind, long SharedBytes) borrowed) => _idle.Add(borrowed);

    /// <summary>Computes something when a thread is free for it.</summary>
    public async Task<T> ComputeAsync<T>(Func<T> work, CancellationToken stopping)
    {
        await _computing.WaitAsync(stopping);
        try
        {
            return work();
        }
        finally
        {
            _computing.Release();
        }
    }

    /// <summary>Kappa of the voice after one more request: a hundredth of the way to 0.6.</summary>
    public float Drift()
    {
        lock (_lock) return _kappa += (FemtoModel.RestingKappa - _kappa) * .01f;
    }
}
