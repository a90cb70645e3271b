using Unum.Grid.Consensus.Protocol;
using Unum.Grid.Consensus.Signing;

namespace Unum.Grid.Consensus;

/// <summary>The public keys of a ledger's nine validators: all that anyone needs to check its blocks and its evidence.</summary>
public sealed class LedgerKeys : IDisposable
{
    private readonly EcdsaSignatures _signatures;
    private readonly Lock _gate = new();

    /// <summary>Keys of a ledger.</summary>
    /// <param name="ledger">The ledger's name, <see cref="LedgerOptions.Name"/>.</param>
    /// <param name="publicKeys">Nine P-256 keys as SubjectPublicKeyInfo, in the order of <see cref="ValidatorNames.All"/>.</param>
    /// <exception cref="ArgumentException">Not nine.</exception>
    public LedgerKeys(string ledger, IReadOnlyList<byte[]> publicKeys)
    {
        ArgumentNullException.ThrowIfNull(publicKeys);
        if (publicKeys.Count != SimplexOptions.Validators) throw new ArgumentException(FormattableString.Invariant($"{publicKeys.Count} keys of {SimplexOptions.Validators} validators."), nameof(publicKeys));
        PublicKeys = publicKeys;
        _signatures = new(NameHash(ledger), new byte[]?[SimplexOptions.Validators], publicKeys);
    }

    /// <summary>The keys as SubjectPublicKeyInfo, in the order of <see cref="ValidatorNames.All"/>.</summary>
    public IReadOnlyList<byte[]> PublicKeys { get; }

    /// <summary>Whether both ballots are signed by the accused and contradict each other.</summary>
    public bool Proves(Evidence evidence)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        lock (_gate) return Evidence.Contradict(evidence.First, evidence.Second) && _signatures.Verify(evidence.First) && _signatures.Verify(evidence.Second);
    }

    /// <summary>Whether seven different validators signed that this very block is final. A block without proof of its own is proven by a later one that builds on it.</summary>
    public bool Proves(FinalisedBlock block)
    {
        ArgumentNullException.ThrowIfNull(block);
        HashSet<int> signers = [];
        lock (_gate)
        {
            return block.Proof.All(b => b.FinalRound == block.Block.Round && b.FinalHash == block.Block.Hash && signers.Add(b.Validator) && _signatures.Verify(b))
                && signers.Count >= SimplexOptions.Quorum;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _signatures.Dispose();

    internal static BlockHash NameHash(string ledger) => BlockHash.Of(System.Text.Encoding.UTF8.GetBytes("unum ledger 1 " + ledger));
}
