using System.Globalization;
using Microsoft.Net.Http.Headers;
using Unum.Hive.Content;
using Unum.Hive.History;
using Unum.Hive.Packets;
using Unum.Node.Konomi.Api;

namespace Unum.Node.Hive;

/// <summary>
/// The trustless gateway (specs.ipfs.tech/http-gateways/trustless-gateway): GET and HEAD of /ipfs/{cid} answer with a block as it is, or with everything under
/// it as a CAR file. Whoever asks can check all of it against the name, so it need not trust this node; and what a name stands for never changes, so it may be kept forever.
/// </summary>
internal static class GatewayEndpoints
{
    private const string Raw = "application/vnd.ipld.raw", Car = "application/vnd.ipld.car";
    private const string CarAnswer = Car + "; version=1; order=dfs; dups=n";

    /// <summary>The empty block with an identity hash, by which clients find out whether a gateway answers.</summary>
    private const string Probe = "bafkqaaa";

    public static void Map(IEndpointRouteBuilder app, IContentStore store)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        app.MapMethods("/ipfs/{cid}/{**path}", methods, async context =>
        {
            try
            {
                await ServeAsync(context, store);
            }
            catch (ApiProblem problem)
            {
                await ApiServer.RefuseAsync(context, problem);
            }
            catch (InvalidDataException e)
            {
                await ApiServer.RefuseAsync(context, new ApiProblem(StatusCodes.Status500InternalServerError, "A block is damaged here.", e.Message));
            }
        });
    }

    private static async Task ServeAsync(HttpContext context, IContentStore store)
    {
        string text = (string)context.Request.RouteValues["cid"]!;
        if (context.Request.RouteValues["path"] is string { Length: > 0 }) throw ApiProblem.Malformed("Blocks are asked for by their names alone: /ipfs/{cid}, without a path behind it.");
        bool car = IsCar(context.Request);
        if (string.Equals(text, Probe, StringComparison.Ordinal) && !car)
        {
            await AnswerAsync(context, text, "bin", Raw, 0, static _ => Task.CompletedTask);
            return;
        }

        if (!Cid.TryParse(text, out Cid cid)) throw ApiProblem.Malformed($"'{Short(text)}' is no CID of a block here: CIDv1, sha2-256, raw or dag-cbor, in base32 (b…, 59 characters).");
        if (!store.TryGet(cid, out ReadOnlyMemory<byte> block)) throw ApiProblem.Missing("block", $"This node does not have {cid}.");
        if (!car)
        {
            await AnswerAsync(context, text, "bin", Raw, block.Length, body => body.WriteAsync(block, context.RequestAborted).AsTask());
            return;
        }

        bool all = Scope(context.Request);
        (IReadOnlyList<Cid> order, long bytes, IReadOnlyList<Cid> missing) = Plan(store, cid, all);
        if (missing.Count > 0) throw ApiProblem.Missing("block", FormattableString.Invariant($"This node has {cid}, but not {missing.Count} blocks under it, first {missing[0]}; dag-scope=block answers with it alone."));
        await AnswerAsync(context, text, all ? "car" : "block.car", CarAnswer, bytes, body => CarFile.WriteAsync(store, cid, order, body, context.RequestAborted));
    }

    private static (IReadOnlyList<Cid> Order, long Bytes, IReadOnlyList<Cid> Missing) Plan(IContentStore store, Cid cid, bool all)
    {
        try
        {
            return CarFile.Plan(store, cid, all);
        }
        catch (PacketException e)
        {
            throw ApiProblem.Conflict($"What is under {cid} cannot be followed: {e.Message} dag-scope=block answers with the block alone.");
        }
    }

    private static async Task AnswerAsync(HttpContext context, string cid, string ending, string type, long length, Func<Stream, Task> write)
    {
        HttpResponse response = context.Response;
        string tag = $"\"{cid}.{(ending is "bin" ? "raw" : ending)}\"";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "public, max-age=29030400, immutable";
        response.Headers.Vary = "Accept";
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["X-Ipfs-Path"] = "/ipfs/" + cid;
        response.Headers["X-Ipfs-Roots"] = cid;
        if (Known(context.Request, tag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = type;
        response.ContentLength = length;
        response.Headers.ContentDisposition = $"attachment; filename=\"{cid}.{ending}\"";
        if (!HttpMethods.IsHead(context.Request.Method)) await write(response.Body);
    }

    private static bool Known(HttpRequest request, string tag) => EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out IList<EntityTagHeaderValue>? tags)
        && tags.Any(t => t.Tag == "*" || t.Tag.Equals(tag, StringComparison.Ordinal));

    /// <summary>What the query asks for, else what is accepted best.</summary>
    /// <exception cref="ApiProblem">406: neither a block nor a CAR file, or nothing said.</exception>
    private static bool IsCar(HttpRequest request)
    {
        string? format = request.Query["format"];
        if (format is not null)
        {
            return format switch
            {
                "raw" => false,
                "car" => IsCarKnown(request.Query["car-version"], request.Query["car-order"], request.Query["car-dups"]) ? true : throw NotAcceptable(),
                _ => throw NotAcceptable(),
            };
        }

        if (MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out IList<MediaTypeHeaderValue>? accepted))
        {
            foreach (MediaTypeHeaderValue type in accepted.Where(static t => t.Quality != 0).OrderByDescending(static t => t.Quality ?? 1))
            {
                if (type.MediaType.Equals(Raw, StringComparison.OrdinalIgnoreCase)) return false;
                if (type.MediaType.Equals(Car, StringComparison.OrdinalIgnoreCase) && IsCarKnown(Parameter(type, "version"), Parameter(type, "order"), Parameter(type, "dups"))) return true;
            }
        }

        throw NotAcceptable();
    }

    /// <summary>A depth-first order serves who asks for none; each block once serves nobody who asks for repetitions.</summary>
    private static bool IsCarKnown(string? version, string? order, string? repetitions) => version is null or "1" && order is null or "dfs" or "unk" && repetitions is null or "n";

    private static string? Parameter(MediaTypeHeaderValue type, string name) => type.Parameters.FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Value.Value;

    /// <summary>Whether a CAR file holds everything under the block: dag-scope=all, as when nothing is said. No block here is a file of its own, so an entity is the block.</summary>
    private static bool Scope(HttpRequest request) => (string?)request.Query["dag-scope"] switch
    {
        null or "all" => true,
        "block" or "entity" => false,
        _ => throw ApiProblem.Malformed("dag-scope is all, entity or block."),
    };

    private static ApiProblem NotAcceptable() => new(
        StatusCodes.Status406NotAcceptable, "This gateway answers with blocks and CAR files only.", $"Ask with ?format=raw or ?format=car, or accept {Raw} or {Car} (version 1, order dfs, dups n).");

    private static string Short(string text) => text.Length <= 80 ? text : string.Create(CultureInfo.InvariantCulture, $"{text[..80]}…");
}
