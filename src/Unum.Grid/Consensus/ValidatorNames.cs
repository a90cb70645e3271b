namespace Unum.Grid.Consensus;

/// <summary>The nine validators of a cube by name, in the order of their numbers: eight vertices, then the centre.</summary>
public static class ValidatorNames
{
    /// <summary>The names, number 0 to 8.</summary>
    public static IReadOnlyList<string> All { get; } = ["NEU", "NED", "NWU", "NWD", "SEU", "SED", "SWU", "SWD", "CENTRAL"];

    /// <summary>Name of a validator.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not 0 to 8.</exception>
    public static string Of(int validator)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)validator, (uint)All.Count, nameof(validator));
        return All[validator];
    }

    /// <summary>Number of a validator by its name, in any case.</summary>
    /// <exception cref="ArgumentException">No validator is called so; says which there are.</exception>
    public static int Find(string name)
    {
        for (int i = 0; i < All.Count; i++)
        {
            if (string.Equals(All[i], name, StringComparison.OrdinalIgnoreCase)) return i;
        }

        throw new ArgumentException($"No validator is called '{name}'. They are {string.Join(", ", All)}.", nameof(name));
    }
}
