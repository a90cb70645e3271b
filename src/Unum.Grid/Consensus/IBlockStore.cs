namespace Unum.Grid.Consensus;

/// <summary>The finalised blocks of one validator, by height from 1 without gaps. One writer, any number of readers.</summary>
public interface IBlockStore : IDisposable
{
    /// <summary>Height of the last block, 0 when there is none.</summary>
    long Height { get; }

    /// <summary>Appends the block of height <see cref="Height"/> + 1; survives the death of the process when this returns.</summary>
    void Append(ReadOnlySpan<byte> block);

    /// <summary>The bytes of a block, or null when there is none at that height.</summary>
    byte[]? Read(long height);
}
