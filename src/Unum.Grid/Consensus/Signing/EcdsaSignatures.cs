using System.Security.Cryptography;
using Unum.Grid.Consensus.Protocol;

namespace Unum.Grid.Consensus.Signing;

/// <summary>ECDSA P-256 over SHA-256 from the BCL, 64-byte signatures (IEEE P1363). Not for several threads at once: each validator has its own.</summary>
internal sealed class EcdsaSignatures : Signatures, IDisposable
{
    private readonly ECDsa?[] _private;
    private readonly ECDsa[] _public;

    /// <summary>Keys of one validator, or of all.</summary>
    /// <param name="ledger">Name of the ledger as a hash: part of all that is signed.</param>
    /// <param name="privateKeys">PKCS#8 by validator; null where another has it.</param>
    /// <param name="publicKeys">SubjectPublicKeyInfo by validator.</param>
    public EcdsaSignatures(BlockHash ledger, IReadOnlyList<byte[]?> privateKeys, IReadOnlyList<byte[]> publicKeys)
        : base(ledger)
    {
        _private = [.. privateKeys.Select(k => k is null ? null : Import(key => key.ImportPkcs8PrivateKey(k, out _)))];
        _public = [.. publicKeys.Select(k => Import(key => key.ImportSubjectPublicKeyInfo(k, out _)))];
    }

    /// <summary>Fresh keys of all nine in one place.</summary>
    public static EcdsaSignatures Generate(BlockHash ledger)
    {
        byte[][] keys = [.. Enumerable.Range(0, SimplexOptions.Validators).Select(_ => NewKey())];
        return new(ledger, keys, [.. keys.Select(PublicOf)]);
    }

    /// <summary>A fresh private key, PKCS#8.</summary>
    public static byte[] NewKey()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKey();
    }

    /// <summary>The public key of a private one, SubjectPublicKeyInfo.</summary>
    public static byte[] PublicOf(byte[] privateKey)
    {
        using ECDsa key = Import(k => k.ImportPkcs8PrivateKey(privateKey, out _));
        return key.ExportSubjectPublicKeyInfo();
    }

    public void Dispose()
    {
        foreach (ECDsa? key in _private) key?.Dispose();
        foreach (ECDsa key in _public) key.Dispose();
    }

    protected override void Sign(int validator, ReadOnlySpan<byte> statement, Span<byte> signature)
    {
        ECDsa key = _private[validator] ?? throw new InvalidOperationException($"The key of {ValidatorNames.Of(validator)} is not here.");
        bool signed = key.TrySignData(statement, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation, out int written);
        Invariant.Holds(signed && written == Size, "a P-256 signature has 64 bytes");
    }

    protected override bool Verify(int validator, ReadOnlySpan<byte> statement, ReadOnlySpan<byte> signature) =>
        _public[validator].VerifyData(statement, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static ECDsa Import(Action<ECDsa> import)
    {
        ECDsa key = ECDsa.Create();
        import(key);
        return key;
    }
}
