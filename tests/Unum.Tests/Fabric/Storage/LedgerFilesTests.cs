using Unum.Fabric.Storage;

namespace Unum.Tests.Fabric.Storage;

public sealed class LedgerFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unum-votes-");

    private string Path => System.IO.Path.Combine(_folder.FullName, "file");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Votes_come_back_in_order_and_a_torn_last_one_is_cut_off()
    {
        using (VoteFile file = new(Path))
        {
            for (byte i = 1; i <= 5; i++) file.Append(i, new[] { i, i });
            file.Flush();
        }

        byte[] whole = File.ReadAllBytes(Path);
        for (int cut = 1; cut < 22; cut++)
        {
            File.WriteAllBytes(Path, whole[..^cut]);
            using VoteFile torn = new(Path);
            Assert.Equal(new byte[] { 1, 2, 3, 4 }, torn.Load().Select(r => r[0]).ToArray());
            torn.Append(9, new byte[] { 9 });
            torn.Flush();
            Assert.Equal(5, torn.Load().Count);
        }

        using VoteFile again = new(Path);
        Assert.Equal(9, again.Load()[^1][0]);
    }

    [Fact]
    public void A_flipped_bit_among_the_votes_refuses_the_file()
    {
        using (VoteFile file = new(Path))
        {
            for (byte i = 1; i <= 5; i++) file.Append(i, new[] { i, i });
            file.Flush();
        }

        byte[] whole = File.ReadAllBytes(Path);
        for (int at = 12; at < 8 + 22; at++)
        {
            byte[] flipped = [.. whole];
            flipped[at] ^= 4;
            File.WriteAllBytes(Path, flipped);
            Refused();
        }

        File.WriteAllText(Path, "something else entirely");
        Refused();
    }

    [Fact]
    public void Forgotten_rounds_leave_the_file_once_it_is_large()
    {
        using (VoteFile file = new(Path))
        {
            for (int round = 1; round <= 300; round++)
            {
                file.Append(round, new byte[8000]);
                file.Flush();
                file.Forget(round - 3);
            }

            Assert.True(new FileInfo(Path).Length < 1_600_000, "old rounds take no room");
        }

        using VoteFile again = new(Path);
        Assert.InRange(again.Load().Count, 3, 300);
    }

    [Fact]
    public void Blocks_are_read_by_height_and_a_damaged_one_is_named()
    {
        using (BlockFile file = new(Path))
        {
            for (byte i = 1; i <= 4; i++) file.Append(new byte[] { i, i, i });
            Assert.Equal(new byte[] { 3, 3, 3 }, file.Read(3)!);
            Assert.Null(file.Read(5));
            Assert.Null(file.Read(0));
        }

        byte[] whole = File.ReadAllBytes(Path);
        File.WriteAllBytes(Path, whole[..^1]);
        using (BlockFile torn = new(Path))
        {
            Assert.Equal(3, torn.Height);
            torn.Append(new byte[] { 7 });
            Assert.Equal(new byte[] { 7 }, torn.Read(4)!);
        }

        whole[8 + 12] ^= 1;
        File.WriteAllBytes(Path, whole);
        using BlockFile damaged = new(Path);
        StorageRefusedException refused = Assert.Throws<StorageRefusedException>(() => damaged.Read(1));
        Assert.Contains("block 1", refused.Message, StringComparison.Ordinal);
    }

    private void Refused() => Assert.Throws<StorageRefusedException>(() =>
    {
        using VoteFile file = new(Path);
    });
}
