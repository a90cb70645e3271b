namespace Unum.Grid.Consensus.Protocol;

/// <summary>Final blocks in memory, on top of others that are kept elsewhere.</summary>
internal sealed class ListChain(IFinalChain? basis = null) : IFinalChain
{
    private readonly List<FinalisedBlock> _blocks = [];
    private readonly long _below = basis?.Height ?? 0;

    public long Height => _below + _blocks.Count;

    public FinalisedBlock Read(long height) => height <= _below ? basis!.Read(height) : _blocks[(int)(height - _below) - 1];

    public void Add(FinalisedBlock block) => _blocks.Add(block);
}
