using Unum.Grid.Integrity;
using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>
/// All templates and instances of a store. The catalogue is a history of its own (object "catalogue"): a template or an instance exists once its entry is durable,
/// after everything it needs is. Opening resumes all instances; one that is damaged is told and left alone, the others go on.
/// </summary>
public sealed class GridCatalogue : IAsyncDisposable
{
    private const string Name = "catalogue";

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Lock _gate = new();
    private readonly List<GridTemplate> _templates = [];
    private readonly List<GridInstance> _instances = [];
    private readonly Dictionary<string, string> _taken = new(StringComparer.Ordinal); // instance id -> template id, damaged ones too
    private readonly Dictionary<string, Hash256> _roots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GridDamage> _damaged = new(StringComparer.Ordinal);
    private readonly List<string> _messages = [];
    private readonly IGridStore _store;
    private readonly GridOptions _options;
    private Journal? _journal;

    private GridCatalogue(IGridStore store, GridOptions options) => (_store, _options) = (store, options);

    /// <summary>All templates, oldest first.</summary>
    public IReadOnlyList<GridTemplate> Templates
    {
        get
        {
            lock (_gate) return [.. _templates];
        }
    }

    /// <summary>All instances that are open, oldest first.</summary>
    public IReadOnlyList<GridInstance> Instances
    {
        get
        {
            lock (_gate) return [.. _instances];
        }
    }

    /// <summary>What was found and mended when it was opened: torn ends that were cut off, snapshots and indexes that were not believed.</summary>
    public IReadOnlyList<string> Messages => _messages;

    /// <summary>Instances that could not be opened because their data is damaged, and how. Their data was left as it is.</summary>
    public IReadOnlyDictionary<string, GridDamage> Damaged => _damaged;

    /// <summary>Opens a store and resumes everything in it.</summary>
    /// <param name="store">Where the grids are; the caller disposes of it after the catalogue.</param>
    /// <param name="options">How they are kept.</param>
    /// <param name="cancellationToken">Ends it between instances.</param>
    /// <exception cref="GridDamagedException">The catalogue itself is damaged.</exception>
    public static async Task<GridCatalogue> OpenAsync(IGridStore store, GridOptions? options = null, CancellationToken cancellationToken = default)
    {
        GridCatalogue catalogue = new(store, options ?? new());
        try
        {
            await Task.Run(() => catalogue.Resume(cancellationToken), cancellationToken);
            return catalogue;
        }
        catch
        {
            await catalogue.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a template without blocks.</summary>
    /// <param name="dimensions">Size of its instances.</param>
    /// <param name="name">For people.</param>
    /// <param name="id">Its id: 1 to 64 lower-case letters, digits and '-'; null for the next "template-N".</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The id is taken, or not an id.</exception>
    public Task<GridTemplate> CreateTemplateAsync(Dimensions dimensions, string? name = null, string? id = null, CancellationToken cancellationToken = default) =>
        CreateTemplateAsync(dimensions, null, name, id, cancellationToken);

    /// <summary>Makes a template from an instance as it is now: its blocks, kappas, links and minds are what new instances start with.</summary>
    /// <inheritdoc cref="CreateTemplateAsync(Dimensions, string?, string?, CancellationToken)"/>
    public async Task<GridTemplate> CreateTemplateAsync(GridInstance from, string? name = null, string? id = null, CancellationToken cancellationToken = default) =>
        await CreateTemplateAsync(from.Dimensions, await from.CopyAsync(cancellationToken), name, id, cancellationToken);

    /// <summary>Makes an instance of a template, with its blocks if it has any.</summary>
    /// <param name="templateId">The template.</param>
    /// <param name="id">Its id: 1 to 64 lower-case letters, digits and '-'; null for the next "instance-N".</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KeyNotFoundException">No such template.</exception>
    /// <exception cref="ArgumentException">The id is taken, or not an id.</exception>
    /// <exception cref="GridDamagedException">The template's blocks are damaged.</exception>
    public Task<GridInstance> InstantiateAsync(string templateId, string? id = null, CancellationToken cancellationToken = default) => InTurnAsync(
        () =>
        {
            GridTemplate template = FindTemplate(templateId) ?? throw new KeyNotFoundException($"There is no template '{templateId}'.");
            string chosen = id ?? NextId("instance", _taken.ContainsKey);
            CheckId(chosen, _taken.ContainsKey(chosen), "instance");

            // What a crash may have left of an instance that never was.
            foreach (string left in _store.List($"instances/{chosen}/")) _store.Delete(left);
            Hash256 root = _roots[template.Id];
            using (Journal begin = Journal.Open(_store, GridReplay.HistoryOf(chosen), [], (in JournalFrame _) => { }))
            {
                HistoryEntry.WriteBegin(begin.Entries, chosen, template.Id, template.Dimensions, root);
                begin.Append(1, Now());
            }

            GridInstance instance = Resume(chosen, template);
            _journal!.Entries.Clear(); // of an entry whose text could not be encoded
            CatalogueEntry.WriteInstance(_journal!.Entries, chosen, template.Id);
            _journal.Append(1, Now());
            _taken.Add(chosen, template.Id);
            lock (_gate) _instances.Add(instance);
            return instance;
        },
        cancellationToken);

    /// <summary>A template; null when there is none.</summary>
    public GridTemplate? FindTemplate(string id)
    {
        lock (_gate) return _templates.Find(t => string.Equals(t.Id, id, StringComparison.Ordinal));
    }

    /// <summary>An instance; null when there is none (or it is damaged).</summary>
    public GridInstance? FindInstance(string id)
    {
        lock (_gate) return _instances.Find(i => string.Equals(i.Id, id, StringComparison.Ordinal));
    }

    /// <summary>Lets every instance finish what waits, and closes all.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (GridInstance instance in Instances) await instance.DisposeAsync();
        _journal?.Dispose();
        _turn.Dispose();
    }

    private Task<GridTemplate> CreateTemplateAsync(Dimensions dimensions, (byte[] Content, long Blocks, Hash256 Root)? content, string? name, string? id, CancellationToken cancellationToken) => InTurnAsync(
        () =>
        {
            string chosen = id ?? NextId("template", taken => FindTemplate(taken) is not null);
            CheckId(chosen, FindTemplate(chosen) is not null, "template");
            if (content is { } blocks) _store.Replace(GridReplay.TemplateOf(chosen), SealedObject.Seal(blocks.Content));
            GridTemplate template = new(chosen, name ?? chosen, dimensions, content?.Blocks ?? 0);
            _journal!.Entries.Clear(); // of an entry whose text could not be encoded
            CatalogueEntry.WriteTemplate(_journal!.Entries, template, content?.Root ?? default);
            _journal.Append(1, Now());
            _roots.Add(chosen, content?.Root ?? default);
            lock (_gate) _templates.Add(template);
            return template;
        },
        cancellationToken);

    private void Resume(CancellationToken cancellationToken)
    {
        List<(string Id, string Template)> instances = [];
        _journal = Journal.Open(_store, Name, _messages, (in JournalFrame frame) =>
        {
            ByteReader reader = new(frame.Payload);
            try
            {
                while (reader.Left > 0) CatalogueEntry.Read(ref reader, Templated, (id, template) => instances.Add((id, template)));
            }
            catch (FormatException wrong)
            {
                throw new GridDamagedException(new(Name, frame.First, frame.Start, wrong.Message));
            }
        });
        foreach ((string id, string templateId) in instances)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _taken.Add(id, templateId);
            try
            {
                GridTemplate template = FindTemplate(templateId) ?? throw new GridDamagedException(new(Name, -1, -1, $"The instance '{id}' has no template."));
                _instances.Add(Resume(id, template));
            }
            catch (GridDamagedException damaged)
            {
                _damaged.Add(id, damaged.Damage);
                _messages.Add($"The instance '{id}' is not open: {damaged.Message}");
            }
        }

        void Templated(GridTemplate template, Hash256 root)
        {
            _templates.Add(template);
            _roots.Add(template.Id, root);
        }
    }

    private GridInstance Resume(string id, GridTemplate template)
    {
        (Journal journal, GridReplay replay) = GridReplay.Open(_store, id, template, _roots[template.Id], _options, _messages);
        return new(id, template.Id, _store, _options, journal, replay);
    }

    private async Task<T> InTurnAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(work, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static string NextId(string kind, Func<string, bool> taken)
    {
        for (int n = 1; ; n++)
        {
            string id = FormattableString.Invariant($"{kind}-{n}");
            if (!taken(id)) return id;
        }
    }

    private static void CheckId(string id, bool taken, string kind)
    {
        if (id.Length is < 1 or > 64 || !id.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-'))
            throw new ArgumentException($"'{id}' cannot be an id: 1 to 64 lower-case letters, digits and '-'.", nameof(id));
        if (taken) throw new ArgumentException($"There is a{(kind[0] == 'i' ? "n" : "")} {kind} '{id}' already.", nameof(id));
    }

    private long Now() => _options.Time.GetUtcNow().ToUnixTimeMilliseconds();
}
