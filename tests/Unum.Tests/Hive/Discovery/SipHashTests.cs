using Unum.Hive.Discovery;

namespace Unum.Tests.Hive.Discovery;

public sealed class SipHashTests
{
    /// <summary>From the appendix of the paper and the reference implementation's vectors: key 00 01 … 0f, message 00 01 … of so many bytes.</summary>
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31)]
    [InlineData(1, 0x74f839c593dc67fd)]
    [InlineData(7, 0xab0200f58b01d137)]
    [InlineData(8, 0x93f5f5799a932462)]
    [InlineData(15, 0xa129ca6149be45e5)]
    public void The_digests_are_those_of_the_paper(int length, ulong expected) =>
        Assert.Equal(expected, SipHash.Of([.. Enumerable.Range(0, 16).Select(i => (byte)i)], [.. Enumerable.Range(0, length).Select(i => (byte)i)]));
}
