using System.CommandLine;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Unum.Node.Reporting;
using Unum.Node.Settings;

namespace Unum.Node.Commands;

/// <summary>Asks a running node over its REST interface and prints what it says: for a person, or as one line of JSON.</summary>
internal sealed class NodeClient : IDisposable
{
    private const int Refused = 2;

    private readonly HttpClient _http;
    private readonly bool _json;

    private NodeClient(Uri node, string? key, bool json)
    {
        _http = new HttpClient { BaseAddress = node, Timeout = TimeSpan.FromMinutes(10) };
        if (key is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        _json = json;
    }

    /// <summary>A command that asks a node: its arguments, --url, --key and --json, and what it sends.</summary>
    public static Command Command(string name, string description, IEnumerable<Symbol> symbols, Func<ParseResult, NodeClient, CancellationToken, Task<int>> ask)
    {
        Option<string> url = new("--url") { Description = "The node's REST address.", DefaultValueFactory = _ => "http://127.0.0.1:3001", HelpName = "URL" };
        Option<string?> key = new("--key") { Description = "The mesh key, or file:PATH, when the node is on another computer.", HelpName = "KEY" };
        Option<bool> json = new("--json") { Description = "One line of JSON on standard output." };
        Command command = new(name, description);
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else command.Add((Option)symbol);
        }

        command.Add(url);
        command.Add(key);
        command.Add(json);
        command.SetAction(async (line, stopping) =>
        {
            if (!Uri.TryCreate(line.GetValue(url), UriKind.Absolute, out Uri? node) || node.Scheme is not ("http" or "https"))
            {
                throw new SettingsException($"--url must be an address like http://127.0.0.1:3001, not '{line.GetValue(url)}'.");
            }

            using NodeClient client = new(node, Secret(line.GetValue(key)), line.GetValue(json));
            try
            {
                return await ask(line, client, stopping);
            }
            catch (HttpRequestException e)
            {
                await Console.Error.WriteLineAsync($"unum: {node} does not answer ({e.Message}). Start a node with ./unum up, or name another with --url.");
                return 1;
            }
        });
        return command;
    }

    /// <summary>Asks and prints.</summary>
    /// <returns>0, or 2 when the node refused.</returns>
    public async Task<int> AskAsync(HttpMethod method, string path, JsonObject? body, CancellationToken stopping)
    {
        using HttpRequestMessage request = new(method, path);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using HttpResponseMessage answer = await _http.SendAsync(request, stopping);
        string text = await answer.Content.ReadAsStringAsync(stopping);
        if (!answer.IsSuccessStatusCode)
        {
            await Console.Error.WriteLineAsync($"unum: {Why(text, answer)}");
            return Refused;
        }

        if (text.Length == 0) text = JsonSerializer.Serialize(new { Status = "done" }, Wire.Json);
        Console.WriteLine(_json ? text : AnswerText.Of(text));
        return 0;
    }

    /// <summary>Asks for progress line by line: shows it on the error output, prints the last line.</summary>
    public async Task<int> FollowAsync(string path, JsonObject body, CancellationToken stopping)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Accept.ParseAdd("application/x-ndjson");
        using HttpResponseMessage answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stopping);
        if (!answer.IsSuccessStatusCode)
        {
            await Console.Error.WriteLineAsync($"unum: {Why(await answer.Content.ReadAsStringAsync(stopping), answer)}");
            return Refused;
        }

        using StreamReader lines = new(await answer.Content.ReadAsStreamAsync(stopping));
        string last = "{}";
        while (await lines.ReadLineAsync(stopping) is { } line)
        {
            last = line;
            if (Console.IsErrorRedirected) continue;
            using JsonDocument progress = JsonDocument.Parse(line);
            if (progress.RootElement.TryGetProperty("of", out JsonElement of)) await Console.Error.WriteAsync($"\r{progress.RootElement.GetProperty("processed")} of {of} ");
        }

        if (!Console.IsErrorRedirected) await Console.Error.WriteLineAsync();
        Console.WriteLine(_json ? last : AnswerText.Of(last));
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static string Why(string text, HttpResponseMessage answer)
    {
        try
        {
            using JsonDocument problem = JsonDocument.Parse(text);
            if (problem.RootElement.TryGetProperty("detail", out JsonElement detail)) return detail.GetString() ?? text;
            if (problem.RootElement.TryGetProperty("title", out JsonElement title)) return title.GetString() ?? text;
        }
        catch (JsonException)
        {
            // Not one of our nodes, or something in between.
        }

        return FormattableString.Invariant($"{answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode} {answer.ReasonPhrase}.");
    }

    private static string? Secret(string? key)
    {
        const string file = "file:";
        return key?.StartsWith(file, StringComparison.OrdinalIgnoreCase) == true ? File.ReadAllText(key[file.Length..]).Trim() : key;
    }
}
