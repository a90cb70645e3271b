using System.Runtime.InteropServices;
using Unum.Grid.Consensus.Protocol;

namespace Unum.Grid.Consensus.Simulation;

/// <summary>Signatures for simulated worlds: a keyed 64-bit mix. Nobody in the world has another's key or computes this by accident; outside it proves nothing.</summary>
internal sealed class CheapSignatures(BlockHash ledger, ulong seed) : Signatures(ledger)
{
    protected override void Sign(int validator, ReadOnlySpan<byte> statement, Span<byte> signature) => MemoryMarshal.Write(signature, Mix(validator, statement));

    protected override bool Verify(int validator, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature) => MemoryMarshal.Read<ulong>(signature) == Mix(validator, statement);

    private ulong Mix(int validator, ReadOnlySpan<byte> statement)
    {
        ulong hash = seed ^ ((ulong)(validator + 1) * 0x9E3779B97F4A7C15);
        while (statement.Length >= 8)
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(statement)) * 0xFF51AFD7ED558CCD;
            hash ^= hash >> 32;
            statement = statement[8..];
        }

        foreach (byte b in statement) hash = (hash ^ b) * 0x100000001B3;
        return hash | 1;
    }
}
