using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Unum.Femto;

namespace Unum.Node.Serving;

/// <summary>What POST /femto/complete is asked.</summary>
internal sealed record FemtoRequest
{
    /// <summary>Longest prompt in bytes of UTF-8.</summary>
    public const int LongestPrompt = 16 * 1024;

    /// <summary>Most bytes one request may have drawn.</summary>
    public const int MostDrawn = 64 * 1024;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };

    /// <summary>What came before; empty when left out.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Bytes to draw.</summary>
    public int Bytes { get; init; } = 80;

    /// <summary>Below 1 the likely becomes likelier.</summary>
    public double Temperature { get; init; } = .7;

    /// <summary>Only the likeliest bytes that together have this probability are drawn.</summary>
    public double TopP { get; init; } = .95;

    /// <summary>The same seed draws the same bytes.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Whether the answer comes as server-sent events, as it is drawn.</summary>
    public bool Stream { get; init; }

    /// <summary>How the bytes are drawn.</summary>
    public Completion Completion => new(Temperature, TopP, Seed);

    /// <summary>The prompt as the model reads it.</summary>
    public byte[] PromptBytes => Encoding.UTF8.GetBytes(Prompt);

    /// <summary>Reads a request body.</summary>
    /// <exception cref="BadHttpRequestException">It is not such a request; the status and the message say why.</exception>
    public static async Task<FemtoRequest> ReadAsync(HttpRequest request, CancellationToken stopping)
    {
        if (!request.HasJsonContentType())
            throw new BadHttpRequestException("Send JSON with Content-Type: application/json, such as {\"prompt\": \"First Citizen:\", \"bytes\": 80}.", StatusCodes.Status415UnsupportedMediaType);
        FemtoRequest? asked;
        try
        {
            asked = await JsonSerializer.DeserializeAsync<FemtoRequest>(request.Body, Json, stopping);
        }
        catch (JsonException e)
        {
            throw new BadHttpRequestException(FormattableString.Invariant($"The body is not such a request: {e.Message.Split(" Path:")[0]} (line {e.LineNumber + 1}, byte {e.BytePositionInLine}). Known: prompt, bytes, temperature, top_p, seed, stream."), e);
        }

        if (asked?.Prompt is null) throw new BadHttpRequestException("The body must be a JSON object, and 'prompt' a text.");
        return asked.Check() is { } wrong ? throw new BadHttpRequestException(wrong, StatusCodes.Status422UnprocessableEntity) : asked;
    }

    private string? Check() =>
        Encoding.UTF8.GetByteCount(Prompt) > LongestPrompt ? FormattableString.Invariant($"'prompt' is at most {LongestPrompt} bytes of UTF-8; send its end, which counts most.")
        : Bytes is < 0 or > MostDrawn ? FormattableString.Invariant($"'bytes' is 0 to {MostDrawn}, not {Bytes}.")
        : !(Temperature is > 0 and <= 100) ? FormattableString.Invariant($"'temperature' is above 0 and at most 100, not {Temperature}.")
        : !(TopP is > 0 and <= 1) ? FormattableString.Invariant($"'top_p' is above 0 and at most 1, not {TopP}.")
        : null;
}
