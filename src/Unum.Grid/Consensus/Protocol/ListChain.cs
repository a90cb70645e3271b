namespace Unum.Grid.Consensus.Protocol;

/// <summary>Final blocks in memory.</summary>
internal sealed class ListChain : IFinalChain
{
    private readonly List<FinalisedBlock> _blocks = [];

    public long Height => _blocks.Count;

    public FinalisedBlock Read(long height) => _blocks[(int)height - 1];

    public void Add(FinalisedBlock block) => _blocks.Add(block);
}
