using System.Net.WebSockets;
using System.Threading.Channels;
using Unum.Kairos.Emergence;

namespace Unum.Devices.Driving;

/// <summary>The common part of every output: a mailbox of one state, a loop that delivers it, retries, and health.</summary>
/// <remarks>
/// <see cref="WriteAsync"/> puts the state into a mailbox that holds one: a newer state replaces one not yet taken, so a slow
/// device sees fewer states and never old ones, and the beat never waits. The loop runs one connection's life
/// (<see cref="ServeAsync"/>) after another with pauses that double from <c>firstPause</c> to 30 s and start over once a state
/// was delivered. A state counts as delivered when the device took it, as failed when it was given up: refused, or replaced
/// while the output was down. Disposal cancels the life, which says farewell (silence, a stop, a closed file) on its way out.
/// </remarks>
public abstract class PumpedOutput : IOutput
{
    /// <summary>The longest pause between two tries to reach a device.</summary>
    internal static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LongestFarewell = TimeSpan.FromSeconds(5);

    private readonly Channel<OneState> _mailbox;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly TimeSpan _firstPause;
    private OutputHealth _health = new(false, "no state yet", 0, 0);
    private Task? _running;
    private bool _disposed;
    private bool _down;
    private bool _deliveredInThisLife;

    private protected PumpedOutput(string name, TimeSpan firstPause, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(firstPause, TimeSpan.Zero);
        Name = name;
        Time = time;
        _firstPause = firstPause;
        BoundedChannelOptions one = new(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true };
        _mailbox = Channel.CreateBounded<OneState>(one, _ => Replaced());
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public OutputHealth Health
    {
        get
        {
            lock (_gate) return _health;
        }
    }

    /// <summary>The clock of pauses, timeouts and dead-man stops; it must move by itself.</summary>
    private protected TimeProvider Time { get; }

    /// <summary>Whether every state written so far was taken or replaced.</summary>
    internal bool MailboxIsEmpty => !_mailbox.Reader.TryPeek(out _);

    /// <summary>Where the newest state waits.</summary>
    private protected ChannelReader<OneState> Mailbox => _mailbox.Reader;

    /// <inheritdoc/>
    /// <remarks>Returns at once. The first call starts the output's loop; after disposal states are ignored.</remarks>
    public ValueTask WriteAsync(OneState state, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled(cancellationToken);
        lock (_gate)
        {
            if (_disposed) return ValueTask.CompletedTask;
            _running ??= Task.Run(RunAsync, CancellationToken.None);
        }

        Accept(in state);
        _mailbox.Writer.TryWrite(state);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_gate)
        {
            if (_disposed) return;
            _disposed = true;
            running = _running;
        }

        await _stop.CancelAsync();
        if (running is not null) await EndAsync(running);
        Down("closed");
        GC.SuppressFinalize(this);
    }

    /// <summary>One life of the connection: opens the device and delivers states until trouble or cancellation.</summary>
    /// <returns>Why it ended. Trouble of files, sockets and HTTP may also be thrown.</returns>
    private protected abstract Task<string> ServeAsync(CancellationToken cancellationToken);

    /// <summary>Waits for a state; false at disposal, but a last state that is already there is still to be taken.</summary>
    private protected async Task<bool> WaitForStateAsync(CancellationToken cancellationToken)
    {
        try
        {
            return Mailbox.TryPeek(out _) || await Mailbox.WaitToReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return Mailbox.TryPeek(out _);
        }
    }

    /// <summary>Sees every state on the caller's thread, before the mailbox; must not wait.</summary>
    private protected virtual void Accept(in OneState state)
    {
    }

    /// <summary>To be called when the device has taken a state.</summary>
    private protected void Delivered()
    {
        _deliveredInThisLife = true;
        lock (_gate)
        {
            _down = false;
            _health = new OutputHealth(true, null, _health.Delivered + 1, _health.Failed);
        }
    }

    /// <summary>To be called when a state is given up.</summary>
    private protected void GivenUp(string reason)
    {
        lock (_gate)
        {
            _down = true;
            _health = new OutputHealth(false, reason, _health.Delivered, _health.Failed + 1);
        }
    }

    /// <summary>To be called when the device is in trouble and no state has been given up yet.</summary>
    private protected void Down(string reason)
    {
        lock (_gate)
        {
            _down = true;
            _health = _health with { Working = false, Reason = reason };
        }
    }

    private async Task EndAsync(Task running)
    {
        try
        {
            await running.WaitAsync(LongestFarewell, Time, CancellationToken.None);
            _stop.Dispose();
        }
        catch (TimeoutException)
        {
            // A write that the system never ends (a pipe that nobody reads) is left behind rather than waited for.
        }
    }

    private void Replaced()
    {
        // While it works a newer state is merely better; while it is down the older one is lost.
        lock (_gate) if (_down) _health = _health with { Failed = _health.Failed + 1 };
    }

    private async Task RunAsync()
    {
        TimeSpan pause = _firstPause;
        // At least one life: a state written just before disposal may still be delivered.
        while (true)
        {
            _deliveredInThisLife = false;
            try
            {
                Down(await ServeAsync(_stop.Token));
            }
            catch (Exception trouble) when (IsTrouble(trouble))
            {
                Down(trouble.Message);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception bug)
            {
                Down($"bug: {bug.Message}");
                throw;
            }

            if (_deliveredInThisLife) pause = _firstPause;
            try
            {
                await Task.Delay(pause, Time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Whether the world may cause it; anything else is a bug and must not be hidden.</summary>
    private static bool IsTrouble(Exception trouble) =>
        trouble is IOException or UnauthorizedAccessException or WebSocketException or HttpRequestException or TimeoutException
            or System.Net.Sockets.SocketException or ObjectDisposedException or NotSupportedException;
}
