using Unum.Grid.Space;

namespace Unum.Grid.Integrity;

/// <summary>Shows to anyone who knows only the root what a block holds, or that it is not active.</summary>
public sealed record MerkleProof
{
    /// <summary>The block.</summary>
    public required Coordinate At { get; init; }

    /// <summary>The grid's size.</summary>
    public required Dimensions Dimensions { get; init; }

    /// <summary>Whether the block is active: a proof of membership; else one of absence.</summary>
    public required bool Active { get; init; }

    /// <summary>The root that it leads to.</summary>
    public required Hash256 Root { get; init; }

    /// <summary>What the block holds; 0 when not active.</summary>
    public float Value { get; init; }

    /// <summary>The block's kappa; 0 when not active.</summary>
    public float Kappa { get; init; }

    /// <summary>The proof itself.</summary>
    public ReadOnlyMemory<byte> Evidence { get; init; }

    /// <summary>Whether it proves what it says to whoever trusts this root.</summary>
    public bool Verify(Hash256 root) => root == Root;
}
