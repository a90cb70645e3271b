using System.Net.Http.Headers;
using System.Text.Json;
using Unum.Hive.Discovery;
using Unum.Hive.Experts;
using Unum.Node.Reporting;

namespace Unum.Node.Hive;

/// <summary>
/// Asks an expert by POST /hive/ask/local at the address of its record. With a mesh key the table holds only records of nodes that have the key (each datagram carries its
/// tag), so that the key shown here goes to nobody else.
/// </summary>
internal sealed class HttpExpertLink : IExpertLink, IDisposable
{
    private const int LargestAnswer = 256 * 1024;
    private readonly HttpClient _http;

    public HttpExpertLink(string? key)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(3), PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            MaxResponseContentBufferSize = LargestAnswer,
            Timeout = Timeout.InfiniteTimeSpan, // the finder's patience ends it
        };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    /// <inheritdoc/>
    public async Task<ExpertReply> AskAsync(CapabilityRecord expert, string question, string specialisation, CancellationToken cancellationToken)
    {
        Uri address = new($"http://{expert.Address}/hive/ask/local");
        using HttpResponseMessage answer = await _http.PostAsJsonAsync(address, new LocalQuestion(question, specialisation), Wire.Json, cancellationToken);
        if (!answer.IsSuccessStatusCode) throw new HttpRequestException(FormattableString.Invariant($"{address} answered {(int)answer.StatusCode}"));
        try
        {
            LocalAnswer said = await answer.Content.ReadFromJsonAsync<LocalAnswer>(Wire.Json, cancellationToken) ?? throw new HttpRequestException($"{address} answered nothing");
            return new ExpertReply(said.Text, said.Surprise);
        }
        catch (JsonException e)
        {
            throw new HttpRequestException($"{address} answered what is no answer", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private sealed record LocalQuestion(string Question, string Specialisation);
}
