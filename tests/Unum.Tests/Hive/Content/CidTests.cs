using FsCheck;
using FsCheck.Fluent;
using Unum.Hive.Content;

namespace Unum.Tests.Hive.Content;

public sealed class CidTests
{
    [Fact]
    public void A_raw_block_has_the_name_that_IPFS_gives_it() =>
        Assert.Equal("bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e", Cid.Of(CidCodec.Raw, "hello world"u8).ToString());

    [Fact]
    public void A_name_survives_both_its_forms() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        block =>
        {
            Cid cid = Cid.Of(CidCodec.DagCbor, block);
            Span<byte> bytes = stackalloc byte[Cid.Length];
            cid.Write(bytes);
            return Cid.TryParse(cid.ToString(), out Cid parsed) && parsed == cid && Cid.TryRead(bytes, out Cid read) && read == cid && cid.Matches(block);
        }));

    [Theory]
    [InlineData("")]
    [InlineData("b")]
    [InlineData("QmWATWQ7fVPP2EFGu71UkfnqhYXDYH566qy47CnJDgvs8u")] // version 0
    [InlineData("bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5")] // a letter short
    [InlineData("BAFKREIFZJUT3TE2NHYEKKLSS27NH3K72YSCO7Y32KOAO5EEI66WOF36N5E")] // another base
    [InlineData("bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n51")] // no such letter
    public void Another_spelling_is_refused(string text) => Assert.False(Cid.TryParse(text, out _));
}
