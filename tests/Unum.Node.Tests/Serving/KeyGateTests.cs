using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Unum.Node.Serving;

namespace Unum.Node.Tests.Serving;

/// <summary>Nobody unauthenticated gets in beyond loopback, and no foreign page through the browser of someone at home.</summary>
public sealed class KeyGateTests
{
    private const string Key = "sixteen characters and more";
    private const string Elsewhere = "192.0.2.7";

    [Fact]
    public async Task This_computer_needs_no_key() => Assert.Equal(200, (await Ask("127.0.0.1")).Response.StatusCode);

    [Fact]
    public async Task Another_computer_without_the_key_is_refused()
    {
        HttpContext answer = await Ask(Elsewhere);

        Assert.Equal(401, answer.Response.StatusCode);
        Assert.Equal("Bearer", answer.Response.Headers.WWWAuthenticate);
    }

    [Fact]
    public async Task Without_a_key_set_no_other_computer_gets_in() =>
        Assert.Equal(401, (await Ask(Elsewhere, key: null, authorization: "Bearer ")).Response.StatusCode);

    [Theory]
    [InlineData("Bearer " + Key, 200)]
    [InlineData("bearer " + Key, 200)]
    [InlineData("Bearer " + Key + "x", 401)]
    [InlineData("Basic " + Key, 401)]
    public async Task The_key_opens_and_nothing_else_does(string authorization, int status) =>
        Assert.Equal(status, (await Ask(Elsewhere, authorization: authorization)).Response.StatusCode);

    [Fact]
    public async Task A_browser_shows_the_key_once_and_then_holds_a_strict_cookie()
    {
        HttpContext answer = await Ask(Elsewhere, query: "?key=" + Uri.EscapeDataString(Key));

        Assert.Equal(200, answer.Response.StatusCode);
        string cookie = answer.Response.Headers.SetCookie.ToString();
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("https://evil.example", "localhost", 403)]
    [InlineData("null", "localhost", 403)]
    [InlineData("http://localhost:3000", "localhost", 200)]
    [InlineData("http://127.0.0.1:3000", "127.0.0.1", 200)]
    [InlineData(null, "evil.example", 403)]
    public async Task A_page_of_another_site_cannot_use_the_browser_of_someone_here(string? origin, string host, int status) =>
        Assert.Equal(status, (await Ask("127.0.0.1", origin: origin, host: host)).Response.StatusCode);

    /// <summary>Messages carry their own signature, so a microcontroller elsewhere needs no header; a closed mesh checks it later.</summary>
    [Theory]
    [InlineData("POST", "/mesh/phase", Key, 200)]
    [InlineData("POST", "/mesh/phase", null, 401)]
    [InlineData("GET", "/mesh/phase", Key, 401)]
    [InlineData("GET", "/mesh", Key, 401)]
    [InlineData("GET", "/one", Key, 401)]
    [InlineData("POST", "/nodes/x/stop", Key, 401)]
    public async Task Only_what_is_signed_by_itself_passes_without_the_key(string method, string path, string? key, int status) =>
        Assert.Equal(status, (await Ask(Elsewhere, key, method: method, path: path)).Response.StatusCode);

    [Fact]
    public async Task Another_computer_may_call_this_one_by_any_name_when_it_shows_the_key() =>
        Assert.Equal(200, (await Ask(Elsewhere, authorization: "Bearer " + Key, host: "unum.example.org")).Response.StatusCode);

    private static async Task<HttpContext> Ask(
        string from, string? key = Key, string? authorization = null, string? query = null, string? origin = null, string host = "localhost",
        string method = "GET", string path = "/")
    {
        DefaultHttpContext context = new() { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        context.Connection.RemoteIpAddress = IPAddress.Parse(from);
        context.Request.Host = new HostString(host, 3001);
        context.Request.Method = method;
        context.Request.Path = path;
        context.Request.QueryString = new QueryString(query);
        if (authorization is not null) context.Request.Headers.Authorization = authorization;
        if (origin is not null) context.Request.Headers.Origin = origin;
        KeyGate gate = new(_ => Task.CompletedTask, key);

        await gate.InvokeAsync(context);
        return context;
    }
}
