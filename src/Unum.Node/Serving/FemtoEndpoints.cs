using System.Buffers;
using System.Text;
using System.Text.Json;
using Unum.Femto;
using Unum.Node.Reporting;

namespace Unum.Node.Serving;

/// <summary>
/// POST /femto/complete {"prompt","bytes","temperature","top_p","seed","stream"}: the mind goes on where the prompt ends. Answers
/// {"text","surprise" (bits per byte of the prompt),"kappa","model_bytes"}; with "stream": true server-sent events, a
/// <c>data: {"text":…}</c> for each piece, one with the other figures, and <c>data: [DONE]</c>.
/// </summary>
internal static class FemtoEndpoints
{
    private const int Piece = 32;
    private const int LargestBody = 8 * FemtoRequest.LongestPrompt;

    public static void Map(IEndpointRouteBuilder app, FemtoVoice voice) =>
        app.MapPost("/femto/complete", context => AnswerAsync(context, voice));

    private static async Task AnswerAsync(HttpContext context, FemtoVoice voice)
    {
        CancellationToken gone = context.RequestAborted;
        if (!voice.TryEnter())
        {
            context.Response.Headers.RetryAfter = "1";
            await Results.Problem(FormattableString.Invariant($"{voice.MostOpen} requests are open already; come again in a second."), statusCode: StatusCodes.Status429TooManyRequests).ExecuteAsync(context);
            return;
        }

        try
        {
            if (context.Request.ContentLength > LargestBody)
                throw new BadHttpRequestException(FormattableString.Invariant($"The body is at most {LargestBody} bytes."), StatusCodes.Status413PayloadTooLarge);
            FemtoRequest asked = await FemtoRequest.ReadAsync(context.Request, gone);
            await SpeakAsync(context, voice, asked);
        }
        catch (BadHttpRequestException e)
        {
            await Results.Problem(e.Message, statusCode: e.StatusCode).ExecuteAsync(context);
        }
        catch (Exception e) when (gone.IsCancellationRequested && e is OperationCanceledException or IOException)
        {
            // The client has left; nobody is there to be told.
        }
        finally
        {
            voice.Leave();
        }
    }

    private static async Task SpeakAsync(HttpContext context, FemtoVoice voice, FemtoRequest asked)
    {
        CancellationToken gone = context.RequestAborted;
        (IByteModel Mind, long SharedBytes) mind = await voice.BorrowAsync(gone);
        byte[] prompt = asked.PromptBytes;
        using (Utterance said = await voice.ComputeAsync(() => asked.Completion.Begin(mind.Mind, prompt), gone))
        {
            FemtoAnswer answer = new(null, prompt.Length == 0 ? 0 : Wire.Number(said.Surprise / prompt.Length), Wire.Number(voice.Drift()), mind.Mind.Bytes + mind.SharedBytes);
            if (asked.Stream) await StreamAsync(context, voice, said, asked.Bytes, answer);
            else await WholeAsync(context, voice, said, asked.Bytes, answer);
        }

        voice.Return(mind);
    }

    private static async Task WholeAsync(HttpContext context, FemtoVoice voice, Utterance said, int bytes, FemtoAnswer answer)
    {
        byte[] drawn = new byte[bytes];
        for (int at = 0; at < bytes; at += Piece)
        {
            int begin = at;
            await voice.ComputeAsync(() => Draw(said, drawn.AsSpan(begin, Math.Min(Piece, drawn.Length - begin))), context.RequestAborted);
        }

        await Results.Json(answer with { Text = Encoding.UTF8.GetString(drawn) }, Wire.Json).ExecuteAsync(context);
    }

    /// <summary>Sends each piece as it is drawn; a character that a piece cuts in two goes with the next.</summary>
    private static async Task StreamAsync(HttpContext context, FemtoVoice voice, Utterance said, int bytes, FemtoAnswer answer)
    {
        CancellationToken gone = context.RequestAborted;
        context.Response.ContentType = "text/event-stream; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        Decoder decoder = Encoding.UTF8.GetDecoder();
        byte[] piece = new byte[Piece];
        char[] text = new char[Piece + 4];
        for (int left = bytes; left > 0; left -= Math.Min(Piece, left))
        {
            int count = Math.Min(Piece, left);
            await voice.ComputeAsync(() => Draw(said, piece.AsSpan(0, count)), gone);
            int characters = decoder.GetChars(piece.AsSpan(0, count), text, flush: left == count);
            if (characters > 0) await SendAsync(context.Response, JsonSerializer.Serialize(new { Text = new string(text, 0, characters) }, Wire.Json), gone);
        }

        await SendAsync(context.Response, JsonSerializer.Serialize(answer with { Text = "" }, Wire.Json), gone);
        await SendAsync(context.Response, "[DONE]", gone);
    }

    private static async Task SendAsync(HttpResponse response, string data, CancellationToken gone)
    {
        response.BodyWriter.Write(Encoding.UTF8.GetBytes($"data: {data}\n\n"));
        await response.BodyWriter.FlushAsync(gone);
        gone.ThrowIfCancellationRequested();
    }

    private static int Draw(Utterance said, Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++) bytes[i] = said.Next();
        return bytes.Length;
    }

    /// <summary>What is answered.</summary>
    private sealed record FemtoAnswer(string? Text, double Surprise, double Kappa, long ModelBytes);
}
