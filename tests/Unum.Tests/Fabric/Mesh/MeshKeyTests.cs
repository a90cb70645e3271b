using Unum.Fabric.Mesh;

namespace Unum.Tests.Fabric.Mesh;

public sealed class MeshKeyTests
{
    [Fact]
    public void Text_hex_and_file_give_the_same_key()
    {
        string path = Path.Combine(Path.GetTempPath(), $"unum-key-{Environment.ProcessId}");
        File.WriteAllText(path, "hex:30313233343536373839616263646566\n");
        try
        {
            byte[] a = Sign("0123456789abcdef");
            Assert.Equal(a, Sign("hex:30313233343536373839616263646566"));
            Assert.Equal(a, Sign("file:" + path));
            Assert.NotEqual(a, Sign("0123456789abcdeg"));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("tooShortAKey")]
    [InlineData("hex:secretsecretsecretsecretsecret!!")]
    [InlineData("hex:303132333435363738396162636465")]
    [InlineData("hex:3031323334353637383961626364656")]
    public void A_bad_key_is_refused_without_being_repeated(string text)
    {
        FormatException e = Assert.Throws<FormatException>(() => MeshKey.Parse(text));
        Assert.DoesNotContain(text[4..], e.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_is_never_printed() => Assert.Equal("MeshKey(secret)", $"{MeshKey.Parse("0123456789abcdef")}");

    private static byte[] Sign(string text)
    {
        byte[] code = new byte[32];
        MeshKey.Parse(text).Sign("x"u8, code);
        return code;
    }
}
