using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Polly;
using Polly.Retry;
using Polly.Timeout;
using Unum.Kairos.Emergence;

namespace Unum.Devices.Driving;

/// <summary>Posts the state of the mesh (<see cref="StateText.WriteJson"/>) to an HTTP service.</summary>
/// <remarks>
/// Each try has a time limit. No answer, a dropped connection, and 5xx are tried again with doubling pauses; any other answer
/// than 2xx is final, as asking again would not change it. A retry sends the newest state, so a service that comes back is never
/// fed old ones. Redirects are not followed: a POST would silently become a GET.
/// </remarks>
public sealed class ApiOutput : PumpedOutput
{
    private readonly ApiOptions _options;
    private readonly ResiliencePipeline<int> _pipeline;

    /// <summary>An output that connects at the first state.</summary>
    /// <param name="options">Which service.</param>
    /// <param name="time">The clock of timeouts and pauses.</param>
    public ApiOutput(ApiOptions options, TimeProvider time)
        : base("api " + Redacted.Url(options.Url), options.FirstRetry, time)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Retries, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Retries, 10, nameof(options));
        _options = options;
        ResiliencePipelineBuilder<int> builder = new() { TimeProvider = time };
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<int>
            {
                MaxRetryAttempts = options.Retries,
                BackoffType = DelayBackoffType.Exponential,
                Delay = options.FirstRetry,
                MaxDelay = LongestPause,
                ShouldHandle = static arguments => ValueTask.FromResult(IsWorthARetry(arguments.Outcome)),
                OnRetry = arguments =>
                {
                    Down(Words(arguments.Outcome.Exception, arguments.Outcome.Result));
                    return ValueTask.CompletedTask;
                },
            });
        }

        _pipeline = builder.AddTimeout(options.Timeout).Build();
    }

    /// <inheritdoc/>
    private protected override async Task<string> ServeAsync(CancellationToken cancellationToken)
    {
        using SocketsHttpHandler handler = new() { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        using HttpClient client = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        if (_options.Token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _options.Token);
        while (await Mailbox.WaitToReadAsync(cancellationToken) && Mailbox.TryRead(out OneState state))
        {
            try
            {
                int status = await PostAsync(client, state, cancellationToken);
                if (status is >= 200 and < 300) Delivered();
                else GivenUp(Words(null, status));
            }
            catch (Exception trouble) when (trouble is HttpRequestException or TimeoutRejectedException or IOException)
            {
                GivenUp(Words(trouble, 0));
            }
        }

        return "closed";
    }

    private async Task<int> PostAsync(HttpClient client, OneState first, CancellationToken cancellationToken)
    {
        OneState state = first;
        return await _pipeline.ExecuteAsync(
            async attempt =>
            {
                if (Mailbox.TryRead(out OneState newer))
                {
                    // Only a retry finds one here: what it should have sent is given up.
                    GivenUp("replaced by a newer state");
                    state = newer;
                }

                using HttpRequestMessage request = new(HttpMethod.Post, _options.Url) { Content = Body(in state) };
                using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, attempt);
                return (int)response.StatusCode;
            },
            cancellationToken);
    }

    private static ByteArrayContent Body(in OneState state)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer)) StateText.WriteJson(writer, in state);
        ByteArrayContent content = new(buffer.WrittenSpan.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static bool IsWorthARetry(Outcome<int> outcome) =>
        outcome.Exception is HttpRequestException or TimeoutRejectedException or IOException || outcome.Result >= 500;

    private string Words(Exception? trouble, int status) => trouble switch
    {
        null => FormattableString.Invariant($"the service answered {status}"),
        TimeoutRejectedException => FormattableString.Invariant($"no answer within {_options.Timeout.TotalSeconds} s"),
        _ => trouble.Message,
    };
}
