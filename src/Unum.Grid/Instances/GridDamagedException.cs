namespace Unum.Grid.Instances;

/// <summary>Stored data that is not as it was written. It was left as it is.</summary>
public sealed class GridDamagedException : IOException
{
    /// <summary>A refusal.</summary>
    public GridDamagedException(GridDamage damage)
        : base($"{damage} The data was left as it is: restore it from a copy.") => Damage = damage;

    /// <summary>What is wrong, and where.</summary>
    public GridDamage Damage { get; }
}
