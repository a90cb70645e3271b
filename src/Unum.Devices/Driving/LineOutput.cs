using Unum.Kairos.Emergence;

namespace Unum.Devices.Driving;

/// <summary>An output that writes a line a state to a file or writer, flushed at once.</summary>
public abstract class LineOutput : PumpedOutput
{
    private readonly LineOptions _options;
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    private protected LineOutput(string kind, LineOptions options, TimeProvider time)
        : base(kind + " " + Require(options).Target, options.FirstRetry, time) => _options = options;

    /// <summary>The line for a state, without its end.</summary>
    private protected abstract string Line(in OneState state);

    /// <inheritdoc/>
    private protected override async Task<string> ServeAsync(CancellationToken cancellationToken)
    {
        if (_options.Writer is not null) return await WriteLinesAsync(_options.Writer, cancellationToken);
        await using StreamWriter file = new(_options.Path!, append: true);
        return await WriteLinesAsync(file, cancellationToken);
    }

    private async Task<string> WriteLinesAsync(TextWriter writer, CancellationToken cancellationToken)
    {
        while (await WaitForStateAsync(cancellationToken) && Mailbox.TryRead(out OneState state))
        {
            // A clock set back starts the rhythm anew.
            if (state.At >= _last && state.At - _last < _options.Every) continue;
            _last = state.At;
            try
            {
                await writer.WriteLineAsync(Line(in state));
                await writer.FlushAsync(CancellationToken.None);
            }
            catch (Exception trouble) when (trouble is IOException or ObjectDisposedException)
            {
                GivenUp(trouble.Message);
                return trouble.Message;
            }

            Delivered();
        }

        return "closed";
    }

    private static LineOptions Require(LineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Path is null == options.Writer is null) throw new ArgumentException("Give a path or a writer, and not both.", nameof(options));
        return options;
    }
}
