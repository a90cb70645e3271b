using Unum.Femto;
using Unum.Femto.Births;

namespace Unum.Tests.Femto;

/// <summary>The birth model that Unum brings along: its text, its file, and what happens when the file is damaged.</summary>
public sealed class DefaultBirthTests
{
    [Fact]
    public void The_program_carries_the_text_it_is_trained_from() =>
        Assert.Equal(File.ReadAllBytes(Repository.At("data/text/shakespeare.txt")), DefaultBirth.Text());

    [Fact]
    public async Task It_is_trained_once_kept_and_trained_again_when_the_file_is_damaged()
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string folder = Directory.CreateTempSubdirectory("unum-test-").FullName;
        DefaultBirth first = new(folder);
        Task<BirthModel> asked = first.GetAsync(stop), again = first.GetAsync(stop);

        BirthModel birth = await asked;

        Assert.Same(birth, await again);
        Assert.True(first.Ready && first.Remark is null);
        string file = Assert.Single(Directory.GetFiles(folder));
        byte[] whole = await File.ReadAllBytesAsync(file, stop);

        DefaultBirth second = new(folder);
        Assert.Equal(birth.Hash, (await second.GetAsync(stop)).Hash);
        Assert.Null(second.Remark);

        byte[] damaged = [.. whole];
        damaged[1_000_000] ^= 1;
        await File.WriteAllBytesAsync(file, damaged, stop);
        DefaultBirth third = new(folder);
        Assert.Equal(birth.Hash, (await third.GetAsync(stop)).Hash);
        Assert.Contains("damaged", third.Remark, StringComparison.Ordinal);
        Assert.Equal(whole, await File.ReadAllBytesAsync(file, stop));
    }

    [Fact]
    public async Task Who_stops_waiting_does_not_stop_the_training()
    {
        DefaultBirth birth = new(Path.Combine(Directory.CreateTempSubdirectory("unum-test-").FullName, "no", "such"));
        using CancellationTokenSource impatient = new();
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => birth.GetAsync(impatient.Token));

        Assert.InRange((await birth.GetAsync(TestContext.Current.CancellationToken)).Bytes, 1, FemtoModel.MostBytes);
    }
}
