namespace Unum.Grid.Storage;

/// <summary>What a sweep reads of every block and of its neighbours.</summary>
public enum BlockColumn
{
    /// <summary>The values.</summary>
    Value,

    /// <summary>The kappas.</summary>
    Kappa,
}
