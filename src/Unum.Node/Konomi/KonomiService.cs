using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Unum.Grid.Instances;
using Unum.Grid.Space;
using Unum.Node.Konomi.Api;

namespace Unum.Node.Konomi;

/// <summary>
/// The grid, its cubes and their ledger as one node has them: what the REST calls, the WebSocket actions, the commands and the
/// heartbeat work with. Safe to use from any thread.
/// </summary>
internal sealed class KonomiService : IAsyncDisposable
{
    /// <summary>The instance that is always there.</summary>
    public const string Main = "main";

    /// <summary>The template that is always there: 1000 x 1000 x 1000.</summary>
    public const string MissionTemplate = "mission";

    /// <summary>Kappa of a block that nobody has touched.</summary>
    public const float RestingKappa = .6f;

    public static readonly ApiField InstanceField = ApiField.Id("instance_id", "Which instance; main when left out.");

    private readonly IGridStore _store;

    private KonomiService(IGridStore store, GridCatalogue grids, BirthPlace births, CubeHall cubes, AgreedLedger ledger, KonomiOptions options)
    {
        (_store, Grids, Births, Cubes, Ledger) = (store, grids, births, cubes, ledger);
        Operations = new OperationBoard(options.Time);
        Sensors = new SensorBlocks(grids);
        Idempotency = new IdempotencyStore(options.Folder is null ? null : Path.Combine(options.Folder, "answers.jsonl"), options.Time);
        Time = options.Time;
    }

    public TimeProvider Time { get; }

    public GridCatalogue Grids { get; }

    public BirthPlace Births { get; }

    public CubeHall Cubes { get; }

    public AgreedLedger Ledger { get; }

    public OperationBoard Operations { get; }

    /// <summary>The way of the sensors' collapses into the grid.</summary>
    public SensorBlocks Sensors { get; }

    public IdempotencyStore Idempotency { get; }

    public Throttle Throttle { get; } = new();

    public CallTally Calls { get; } = new();

    /// <summary>Opens everything there is in a folder, or begins anew.</summary>
    /// <exception cref="IOException">What is there cannot be read; it is left as it is.</exception>
    [SuppressMessage("Reliability", "CA2000", Justification = "The service owns what it is made of.")]
    public static async Task<KonomiService> OpenAsync(KonomiOptions options, CancellationToken cancellationToken)
    {
        if (options.Folder is not null) Directory.CreateDirectory(options.Folder);
        IGridStore store = GridStores.Open(options);
        BirthPlace births = new(options.BirthFolder);
        GridCatalogue grids = await GridCatalogue.OpenAsync(store, new GridOptions { Time = options.Time, FaceWork = births.FaceWork }, cancellationToken);
        if (grids.FindTemplate(MissionTemplate) is null) await grids.CreateTemplateAsync(Dimensions.Mission, "the mission's grid", MissionTemplate, cancellationToken);
        if (grids.FindInstance(Main) is null && !grids.Damaged.ContainsKey(Main)) await grids.InstantiateAsync(MissionTemplate, Main, cancellationToken);
        CubeHall cubes = await CubeHall.OpenAsync(options, births, cancellationToken);
        AgreedLedger ledger = await AgreedLedger.OpenAsync(grids, options, cancellationToken);
        return new KonomiService(store, grids, births, cubes, ledger, options);
    }

    /// <summary>Refuses a block outside of a grid.</summary>
    /// <exception cref="ApiProblem">422, saying what is possible.</exception>
    public static Coordinate Within(GridInstance grid, Coordinate at, string field = "x,y,z")
    {
        Dimensions size = grid.Dimensions;
        return size.Contains(at) ? at : throw ApiProblem.Field(field, string.Create(
            CultureInfo.InvariantCulture, $"{at} is outside: instance '{grid.Id}' is {size}: x is 0 to {size.X - 1}, y 0 to {size.Y - 1}, z 0 to {size.Z - 1}."));
    }

    /// <summary>The instance that a request means.</summary>
    /// <exception cref="ApiProblem">404: there is none of that name, or it is damaged.</exception>
    public GridInstance Instance(ApiValues call) => Instance(call.Text("instance_id") ?? Main);

    /// <inheritdoc cref="Instance(ApiValues)"/>
    public GridInstance Instance(string id)
    {
        if (Grids.FindInstance(id) is { } found) return found;
        throw Grids.Damaged.TryGetValue(id, out GridDamage? damage)
            ? new ApiProblem(StatusCodes.Status409Conflict, "This instance is damaged.", $"{damage} It was left as it is; restore it from a copy. The other instances work.")
            : ApiProblem.Missing("instance", $"There is no instance '{id}'; GET /instances lists them, POST /instance/create makes one.");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Sensors.DisposeAsync();
        await Ledger.DisposeAsync();
        await Cubes.DisposeAsync();
        await Grids.DisposeAsync();
        _store.Dispose();
        Idempotency.Dispose();
        Throttle.Dispose();
    }
}
