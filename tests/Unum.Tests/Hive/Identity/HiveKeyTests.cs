using System.Security.Cryptography;
using Unum.Hive.Identity;

namespace Unum.Tests.Hive.Identity;

public sealed class HiveKeyTests
{
    [Fact]
    public void A_key_is_found_again_from_its_33_public_bytes()
    {
        for (int i = 0; i < 40; i++) // both parities of y, and coordinates with leading zeros, come by
        {
            using HiveKey key = HiveKey.Create();
            using HiveKey known = HiveKey.FromPublic(key.Public.Span);
            Assert.Equal(key.Author, known.Author);
            byte[] signature = new byte[HiveKey.SignatureLength];
            key.Sign("what I learned"u8, signature);
            Assert.True(known.Verify("what I learned"u8, signature));
            signature[i] ^= 1;
            Assert.False(known.Verify("what I learned"u8, signature));
            Assert.Throws<InvalidOperationException>(() => known.ExportPrivate());
        }
    }

    [Fact]
    public void The_generator_is_expanded_to_the_published_point()
    {
        // SEC 2 version 2.0, section 2.4.2: G of secp256r1, compressed; its private scalar is 1.
        byte[] g = Convert.FromHexString("036B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296");
        byte[] one = new byte[32];
        one[31] = 1;
        using HiveKey key = HiveKey.FromPrivate(one);
        Assert.Equal(g, key.Public.ToArray());
        using HiveKey known = HiveKey.FromPublic(g);
        Assert.Equal(key.Author, known.Author);
    }

    [Fact]
    public void What_is_no_point_is_refused()
    {
        byte[] bytes = new byte[33];
        bytes[0] = 4;
        Assert.Throws<FormatException>(() => HiveKey.FromPublic(bytes));
        bytes[0] = 2;
        bytes.AsSpan(1).Fill(0xFF);
        Assert.Throws<FormatException>(() => HiveKey.FromPublic(bytes));
        int refused = 0;
        for (byte x = 0; x < 64; x++) // half of all x have no y
        {
            bytes.AsSpan(1).Clear();
            bytes[32] = x;
            try
            {
                HiveKey.FromPublic(bytes).Dispose();
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        Assert.InRange(refused, 16, 48);
        Assert.ThrowsAny<CryptographicException>(() => HiveKey.FromPrivate(new byte[32]));
    }
}
