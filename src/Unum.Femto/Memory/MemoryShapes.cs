namespace Unum.Femto.Memory;

/// <summary>The specialisations there are.</summary>
internal static class MemoryShapes
{
    /// <summary>Text first, anything well.</summary>
    public static MemoryShape General { get; } = new()
    {
        Slots = [ContextKind.Order1, ContextKind.Order2, ContextKind.Order3, ContextKind.Order4, ContextKind.Order5, ContextKind.Word],
        Needs = [-1, -1, -1, 2, 3, -1],
        Runs = [ContextKind.Order6, ContextKind.WordPair, ContextKind.Order8],
    };
}
