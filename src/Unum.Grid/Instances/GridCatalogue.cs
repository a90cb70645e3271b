using Unum.Grid.Space;

namespace Unum.Grid.Instances;

/// <summary>All templates and instances of a store.</summary>
public sealed class GridCatalogue : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, GridTemplate> _templates = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GridInstance> _instances = new(StringComparer.Ordinal);
    private readonly GridOptions _options;

    private GridCatalogue(GridOptions options) => _options = options;

    /// <summary>All templates, oldest first.</summary>
    public IReadOnlyList<GridTemplate> Templates
    {
        get
        {
            lock (_gate) return [.. _templates.Values];
        }
    }

    /// <summary>All instances that are open, oldest first.</summary>
    public IReadOnlyList<GridInstance> Instances
    {
        get
        {
            lock (_gate) return [.. _instances.Values];
        }
    }

    /// <summary>What was found when it was opened: torn ends that were cut, snapshots that were not believed.</summary>
    public IReadOnlyList<string> Messages => [];

    /// <summary>Instances that could not be opened because their data is damaged; the others go on.</summary>
    public IReadOnlyDictionary<string, GridDamage> Damaged => new Dictionary<string, GridDamage>();

    /// <summary>Opens a store and resumes everything in it.</summary>
    /// <exception cref="GridDamagedException">The catalogue itself is damaged.</exception>
    public static Task<GridCatalogue> OpenAsync(IGridStore store, GridOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GridCatalogue(options ?? new()));

    /// <summary>Makes a template without blocks.</summary>
    /// <param name="dimensions">Size of its instances.</param>
    /// <param name="name">For people.</param>
    /// <param name="id">Its id: 1 to 64 lower-case letters, digits and '-'; null for the next "template-N".</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="ArgumentException">The id is taken, or not an id.</exception>
    public Task<GridTemplate> CreateTemplateAsync(Dimensions dimensions, string? name = null, string? id = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            GridTemplate template = new(id ?? FormattableString.Invariant($"template-{_templates.Count + 1}"), name ?? "", dimensions, 0);
            if (!_templates.TryAdd(template.Id, template)) throw new ArgumentException("A template with this id exists.", nameof(id));
            return Task.FromResult(template);
        }
    }

    /// <summary>Makes a template from an instance as it is now: its blocks are what new instances start with.</summary>
    public Task<GridTemplate> CreateTemplateAsync(GridInstance from, string? name = null, string? id = null, CancellationToken cancellationToken = default) =>
        CreateTemplateAsync(from.Dimensions, name, id, cancellationToken);

    /// <summary>Makes an instance of a template, with its blocks if it has any.</summary>
    /// <param name="templateId">The template.</param>
    /// <param name="id">Its id: 1 to 64 lower-case letters, digits and '-'; null for the next "instance-N".</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KeyNotFoundException">No such template.</exception>
    /// <exception cref="ArgumentException">The id is taken, or not an id.</exception>
    public Task<GridInstance> InstantiateAsync(string templateId, string? id = null, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (!_templates.TryGetValue(templateId, out GridTemplate? template)) throw new KeyNotFoundException($"There is no template '{templateId}'.");
            string name = id ?? FormattableString.Invariant($"instance-{_instances.Count + 1}");
            if (_instances.ContainsKey(name)) throw new ArgumentException("An instance with this id exists.", nameof(id));
            GridInstance instance = new(name, template, _options);
            _instances.Add(name, instance);
            return Task.FromResult(instance);
        }
    }

    /// <summary>A template; null when there is none.</summary>
    public GridTemplate? FindTemplate(string id)
    {
        lock (_gate) return _templates.GetValueOrDefault(id);
    }

    /// <summary>An instance; null when there is none (or it is damaged).</summary>
    public GridInstance? FindInstance(string id)
    {
        lock (_gate) return _instances.GetValueOrDefault(id);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (GridInstance instance in Instances) await instance.DisposeAsync();
    }
}
