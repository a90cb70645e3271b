using System.Globalization;
using Unum.Grid.Instances;
using Unum.Grid.Space;
using Unum.Grid.Storage;
using Unum.Node.Konomi.Api;

namespace Unum.Node.Konomi.Rest;

/// <summary>Templates, instances, blocks: values, links, neighbours, regions.</summary>
internal sealed class GridRoutes(KonomiService konomi)
{
    private const int MostBlocks = 65_536;
    private const int MostRegion = 10_000;
    private const int LargeBody = 8 << 20;
    private const string Group = "Grid";
    private static readonly int[] MissionSize = Answers.Triple(Dimensions.Mission);
    private static readonly ApiField[] At = [Axis("x"), Axis("y"), Axis("z"), KonomiService.InstanceField];

    public IEnumerable<ApiRoute> All() => [.. Instances(), .. Blocks(), .. Surroundings()];

    private IEnumerable<ApiRoute> Instances()
    {
        yield return new("POST", "/template/create", "Make a template: the size that instances are made with.", CreateTemplateAsync)
        {
            Group = Group,
            Answer = typeof(TemplateAnswer),
            Status = 201,
            Writes = true,
            Refusals = [409],
            Fields =
            [
                ApiField.Triple("dimensions", "Blocks along x, y and z.", 1, Dimensions.Most).Or("dims").Needed().As(MissionSize),
                ApiField.Text("name", "For people.", ApiField.LongestName),
                ApiField.Id("template_id", "Its id; the next free one when left out."),
            ],
        };
        yield return new("POST", "/instance/create", "Make an instance of a template.", CreateInstanceAsync)
        {
            Group = Group,
            Answer = typeof(InstanceAnswer),
            Status = 201,
            Writes = true,
            Refusals = [404, 409],
            Fields =
            [
                ApiField.Id("template_id", "The template.").Needed().As(KonomiService.MissionTemplate),
                ApiField.Id("instance_id", "Its id; the next free one when left out."),
            ],
        };
        yield return new("GET", "/templates", "All templates.", _ => Done(new TemplatesAnswer([.. konomi.Grids.Templates.Select(Describe)]))) { Group = Group, Answer = typeof(TemplatesAnswer) };
        yield return new("GET", "/instances", "All instances.", _ => Done(new InstancesAnswer([.. konomi.Grids.Instances.Select(Describe)]))) { Group = Group, Answer = typeof(InstancesAnswer) };
    }

    private IEnumerable<ApiRoute> Blocks()
    {
        yield return new("GET", "/value", "One block: value, hash, activation time, links, and its mind's kappa.", GetValueAsync)
        {
            Group = Group,
            Answer = typeof(ValueAnswer),
            Fields = At,
            Versioned = true,
            Refusals = [404],
        };
        yield return new("POST", "/value", "Set one block's value; it becomes active.", SetValueAsync)
        {
            Group = Group,
            Answer = typeof(SetAnswer),
            Writes = true,
            Versioned = true,
            Refusals = [404],
            Fields = [.. At, ApiField.Number("value", "Any finite number.").Or("v").Needed()],
        };
        yield return new("DELETE", "/value", "Deactivate one block: value, kappa, links and mind go.", DeleteValueAsync)
        {
            Group = Group,
            Answer = typeof(SetAnswer),
            Writes = true,
            Versioned = true,
            Refusals = [404],
            Fields = At,
        };
        yield return new("POST", "/values", "Set many blocks at once: all of them or none.", SetManyAsync)
        {
            Group = Group,
            Answer = typeof(ManySetAnswer),
            Writes = true,
            Heavy = true,
            LargestBody = LargeBody,
            Refusals = [404],
            Fields = [ApiField.Blocks("blocks", "What to set; a later entry for the same block wins.", MostBlocks).Needed(), KonomiService.InstanceField],
        };
        yield return new("POST", "/values/get", "Read many blocks at once.", GetManyAsync)
        {
            Group = Group,
            Answer = typeof(PointsAnswer),
            Heavy = true,
            LargestBody = LargeBody,
            Refusals = [404],
            Fields = [ApiField.Triples("coordinates", "Which blocks.", MostBlocks).Needed(), KonomiService.InstanceField],
        };
    }

    private IEnumerable<ApiRoute> Surroundings()
    {
        yield return new("GET", "/neighbours", "The active blocks around one.", NeighboursAsync)
        {
            Group = Group,
            Answer = typeof(NeighboursAnswer),
            Refusals = [404],
            Fields = [.. At, ApiField.Integer("adjacency", "6 (faces) or 26 (faces, edges, corners).", 6, 26), Offsets()],
        };
        yield return new("GET", "/region", "Active blocks of a box, in Morton order, a page at a time.", RegionAsync)
        {
            Group = Group,
            Answer = typeof(RegionAnswer),
            Heavy = true,
            Refusals = [404],
            Fields =
            [
                Axis("x0"), Axis("y0"), Axis("z0"), Axis("x1"), Axis("y1"), Axis("z1"),
                ApiField.Integer("limit", "Most blocks in the answer; 1000 when left out.", 1, MostRegion),
                ApiField.Triple("after", "The `next` of the page before.", 0, Dimensions.Most - 1), KonomiService.InstanceField,
                ApiField.Integer("every", "Only one of so many blocks, spread evenly over the box: an overview of a large grid.", 1, 1 << 30),
                ApiField.Flag("count", "Tell in `total` how many active blocks the box has."),
            ],
        };
        yield return new("POST", "/links", "Link one block to another.", call => LinkAsync(call, link: true)) { Group = Group, Answer = typeof(LinkAnswer), Writes = true, Refusals = [404, 409], Fields = Ends() };
        yield return new("DELETE", "/links", "Remove a link.", call => LinkAsync(call, link: false)) { Group = Group, Answer = typeof(LinkAnswer), Writes = true, Refusals = [404], Fields = Ends() };
    }

    private static ApiField Axis(string name) => ApiField.Integer(name, "From 0, below the grid's size.", 0, Dimensions.Most - 1).Needed();

    private static ApiField Offsets() =>
        new("offsets", FieldKind.Triples, "In place of adjacency: where to look, as [[dx,dy,dz]].") { Most = 512, Minimum = 1 - Dimensions.Most, Maximum = Dimensions.Most - 1 };

    private static ApiField[] Ends() =>
    [
        ApiField.Triple("source", "From this block.", 0, Dimensions.Most - 1).Needed(),
        ApiField.Triple("target", "To this block.", 0, Dimensions.Most - 1).Needed(),
        KonomiService.InstanceField,
    ];

    private static Task<ApiAnswer> Done(object body) => Task.FromResult(new ApiAnswer(body));

    private static TemplateAnswer Describe(GridTemplate template) => new(template.Id, Answers.Triple(template.Dimensions), template.Name, template.Blocks);

    private static InstanceAnswer Describe(GridInstance instance) => new(
        instance.Id, "active", Answers.Triple(instance.Dimensions), instance.TemplateId, instance.Read(static b => b.Count), instance.Sequence);

    private async Task<ApiAnswer> CreateTemplateAsync(ApiCall call)
    {
        Coordinate sizes = call.Triple("dimensions")!.Value;
        string? id = call.Text("template_id");
        if (id is not null && konomi.Grids.FindTemplate(id) is not null) throw ApiProblem.Conflict($"There is a template '{id}' already; choose another id or use that one.");
        GridTemplate made = await konomi.Grids.CreateTemplateAsync(new Dimensions(sizes.X, sizes.Y, sizes.Z), call.Text("name"), id, call.Stopping);
        return ApiAnswer.Created(Describe(made), "/templates");
    }

    private async Task<ApiAnswer> CreateInstanceAsync(ApiCall call)
    {
        string template = call.Text("template_id")!;
        string? id = call.Text("instance_id");
        if (konomi.Grids.FindTemplate(template) is null) throw ApiProblem.Missing("template", $"There is no template '{template}'; GET /templates lists them, POST /template/create makes one.");
        if (id is not null && konomi.Grids.FindInstance(id) is not null) throw ApiProblem.Conflict($"There is an instance '{id}' already; choose another id or use that one.");
        return ApiAnswer.Created(Describe(await konomi.Grids.InstantiateAsync(template, id, call.Stopping)), "/instances");
    }

    private Task<ApiAnswer> GetValueAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        Coordinate at = KonomiService.Within(grid, call.At());
        (bool active, Block block, int[][] links, int connections) = grid.Read(blocks => (
            blocks.TryGetBlock(at, out Block found), found, blocks.Links(at).Select(Answers.Triple).ToArray(), Connections(blocks, at)));
        string version = BlockVersion.Of(at, active, block, links.Length, grid.Dimensions);
        if (BlockVersion.Matches(call.Context.Request.Headers.IfNoneMatch, version, active, whole: true)) return Task.FromResult(new ApiAnswer(null, 304) { Version = version });
        ValueAnswer answer = new(
            Answers.Triple(at), active ? block.Value : 0, active, active ? BlockVersion.Hash(at, block.Value, grid.Dimensions) : null,
            active ? Answers.Seconds(block.ActivatedMilliseconds) : null, links, new LlmAnswer(Math.Round(active ? block.Kappa : KonomiService.RestingKappa, 6), connections));
        return Task.FromResult(new ApiAnswer(answer) { Version = version });
    }

    private async Task<ApiAnswer> SetValueAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        Coordinate at = KonomiService.Within(grid, call.At());
        float value = call.Float("value");
        if (!float.IsFinite(value)) throw ApiProblem.Field("value", "'value' must be a finite number that a 32-bit float can hold.");
        OperationReceipt receipt = await ApplyAsync(grid, new GridOperation.Set(at, value), at, call);
        string hash = BlockVersion.Hash(at, value, grid.Dimensions);
        return new ApiAnswer(new SetAnswer("set", Answers.Triple(at), value, hash, receipt.Sequence)) { Version = grid.Read(blocks => BlockVersion.Now(blocks, at)) };
    }

    private async Task<ApiAnswer> DeleteValueAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        Coordinate at = KonomiService.Within(grid, call.At());
        OperationReceipt receipt = await ApplyAsync(grid, new GridOperation.Deactivate(at), at, call);
        return new ApiAnswer(new SetAnswer(receipt.Touched > 0 ? "deactivated" : "inactive", Answers.Triple(at), 0, null, receipt.Sequence));
    }

    /// <summary>Under the caller's If-Match and If-None-Match, asked by the grid's writer right before.</summary>
    private static async Task<OperationReceipt> ApplyAsync(GridInstance grid, GridOperation operation, Coordinate at, ApiCall call)
    {
        string match = call.Context.Request.Headers.IfMatch.ToString(), none = call.Context.Request.Headers.IfNoneMatch.ToString();
        Func<BlockArray, bool>? when = match.Length == 0 && none.Length == 0 ? null : blocks =>
        {
            bool active = blocks.TryGet(at, out _);
            string version = BlockVersion.Now(blocks, at);
            return (match.Length == 0 || BlockVersion.Matches(match, version, active, whole: false)) && (none.Length == 0 || !BlockVersion.Matches(none, version, active, whole: false));
        };
        OperationReceipt receipt = await grid.ApplyAsync(operation, new GridApplyOptions { When = when }, call.Stopping);
        return receipt.Applied
            ? receipt
            : throw new ApiProblem(412, "The block is not as you expect.", $"Block {at} has changed or does not exist as If-Match or If-None-Match demand; read it again and decide.");
    }

    private async Task<ApiAnswer> SetManyAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        (Coordinate At, float Value)[] blocks = call.Blocks("blocks");
        Coordinate[] at = new Coordinate[blocks.Length];
        float[] values = new float[blocks.Length];
        for (int i = 0; i < blocks.Length; i++)
        {
            if (!grid.Dimensions.Contains(blocks[i].At)) throw ApiProblem.Field("blocks", string.Create(CultureInfo.InvariantCulture, $"Entry {i}, {blocks[i].At}, is outside: the grid is {grid.Dimensions}."));
            (at[i], values[i]) = blocks[i];
        }

        if (at.Length == 0) return new ApiAnswer(new ManySetAnswer("set", 0, grid.Sequence));
        OperationReceipt receipt = await grid.ApplyAsync(new GridOperation.SetMany(at, values), call.Stopping);
        return new ApiAnswer(new ManySetAnswer("set", at.Length, receipt.Sequence));
    }

    private Task<ApiAnswer> GetManyAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        Coordinate[] at = call.Triples("coordinates");
        for (int i = 0; i < at.Length; i++)
        {
            if (!grid.Dimensions.Contains(at[i])) throw ApiProblem.Field("coordinates", string.Create(CultureInfo.InvariantCulture, $"Entry {i}, {at[i]}, is outside: the grid is {grid.Dimensions}."));
        }

        PointAnswer[] points = grid.Read(blocks => at.Select(a =>
        {
            bool active = blocks.TryGet(a, out float value);
            return new PointAnswer(Answers.Triple(a), value, active);
        }).ToArray());
        return Done(new PointsAnswer(points));
    }

    private Task<ApiAnswer> NeighboursAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        Coordinate at = KonomiService.Within(grid, call.At());
        int adjacency = call.Int("adjacency", 6);
        if (adjacency is not (6 or 26)) throw ApiProblem.Field("adjacency", "'adjacency' must be 6 or 26.");
        Adjacency around = call.Has("offsets") ? Adjacency.Of(call.Triples("offsets")) : adjacency == 6 ? Adjacency.Six : Adjacency.TwentySix;
        int[][] found = grid.Read(blocks => Around(blocks, at, around));
        return Done(new NeighboursAnswer(Answers.Triple(at), found));
    }

    private Task<ApiAnswer> RegionAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        Coordinate low = KonomiService.Within(grid, new(call.Int("x0"), call.Int("y0"), call.Int("z0")), "x0,y0,z0");
        Coordinate high = KonomiService.Within(grid, new(call.Int("x1"), call.Int("y1"), call.Int("z1")), "x1,y1,z1");
        if (low.X > high.X || low.Y > high.Y || low.Z > high.Z) throw ApiProblem.Invalid($"The box is empty: {low} must not lie beyond {high} on any axis.");
        int limit = call.Int("limit", 1000);
        List<BlockAnswer> page = grid.Read(blocks => RegionPage.Read(blocks, low, high, call.Triple("after"), call.Int("every", 1), limit + 1)
            .ConvertAll(b => new BlockAnswer(Answers.Triple(b.At), b.Value, Math.Round(b.Kappa, 6), Answers.Seconds(b.ActivatedMilliseconds))));
        bool more = page.Count > limit;
        if (more) page.RemoveAt(limit);
        long? total = call.Flag("count") ? grid.Read(blocks => RegionPage.Count(blocks, low, high)) : null;
        return Done(new RegionAnswer(page, more ? page[^1].Coordinate : null, total));
    }

    private static int[][] Around(BlockArray blocks, Coordinate at, Adjacency around)
    {
        Coordinate[] active = new Coordinate[around.Offsets.Length];
        return [.. active.Take(blocks.Neighbours(at, around, active)).Select(Answers.Triple)];
    }

    /// <summary>Whom a block's mind could talk with: active blocks that share a face, and links.</summary>
    private static int Connections(BlockArray blocks, Coordinate at)
    {
        Coordinate[] active = new Coordinate[6];
        return active.Take(blocks.Neighbours(at, Adjacency.Six, active)).Union(blocks.Links(at)).Count();
    }

    private async Task<ApiAnswer> LinkAsync(ApiCall call, bool link)
    {
        GridInstance grid = konomi.Instance(call);
        Coordinate source = KonomiService.Within(grid, call.Triple("source")!.Value, "source"), target = KonomiService.Within(grid, call.Triple("target")!.Value, "target");
        OperationReceipt receipt = await grid.ApplyAsync(link ? new GridOperation.Link(source, target) : new GridOperation.Unlink(source, target), call.Stopping);
        return new ApiAnswer(new LinkAnswer(link ? "linked" : "unlinked", Answers.Triple(source), Answers.Triple(target), receipt.Sequence));
    }
}
