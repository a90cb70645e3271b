using Unum.Grid.Consensus.Protocol;
using Unum.Grid.Consensus.Wire;

namespace Unum.Grid.Consensus.Hosting;

/// <summary>The final blocks in a store, decoded when read; the last few are kept.</summary>
internal sealed class StoredChain(IBlockStore store) : IFinalChain
{
    public long Height => store.Height;

    public FinalisedBlock Read(long height)
    {
        byte[] bytes = store.Read(height) ?? throw new InvalidDataException(FormattableString.Invariant($"Block {height} is missing from a store of {store.Height}."));
        return WireCodec.DecodeFinalised(bytes);
    }
}
