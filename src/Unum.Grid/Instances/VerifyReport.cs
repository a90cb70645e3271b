namespace Unum.Grid.Instances;

/// <summary>What a check of everything found.</summary>
/// <param name="Entries">Operations whose chain was checked.</param>
/// <param name="Bricks">Bricks whose hashes were computed anew from memory.</param>
/// <param name="Damage">What is wrong, each with its place; empty when all is well.</param>
public sealed record VerifyReport(long Entries, long Bricks, IReadOnlyList<GridDamage> Damage)
{
    /// <summary>Whether nothing is wrong.</summary>
    public bool Sound => Damage.Count == 0;
}
