using System.Diagnostics;
using Unum.Fabric.Storage;
using Unum.Hive.Content;

namespace Unum.Tests.Fabric.Storage;

/// <summary>A process that puts blocks as fast as it can, killed with SIGKILL: this executable, started again with one test and a folder.</summary>
public sealed class KilledBlockWriterTests
{
    private const string Folder = "UNUM_TEST_BLOCK_WRITER";
    private static readonly FileContentOptions Options = new() { Sync = false, PackBytes = 256 * 1024 };

    [Fact]
    public async Task After_kill_9_every_acknowledged_block_is_there_and_nothing_is_damaged()
    {
        string folder = Directory.CreateTempSubdirectory("unum-killed-blocks-").FullName;
        int found = 0;
        for (int round = 0; round < 2; round++)
        {
            using Process writer = Start(folder);
            string acknowledged = Path.Combine(folder, "acknowledged");
            int least = found + 3000;
            for (long waited = Stopwatch.GetTimestamp(); Acknowledged(acknowledged) < least; await Task.Delay(5, TestContext.Current.CancellationToken))
                Assert.True(!writer.HasExited && Stopwatch.GetElapsedTime(waited) < TimeSpan.FromSeconds(60), "the writer gets that far");
            writer.Kill();
            await writer.WaitForExitAsync(TestContext.Current.CancellationToken);

            using FileContentStore store = FileContentStore.Open(Path.Combine(folder, "blocks"), Options);
            int promised = Acknowledged(acknowledged);
            for (int i = 0; i < promised; i++)
            {
                byte[] block = Block(i);
                Assert.True(store.TryGet(Cid.Of(CidCodec.Raw, block), out ReadOnlyMemory<byte> got) && got.Span.SequenceEqual(block), $"block {i} of {promised}");
            }

            Assert.Empty(store.Damage);
            Assert.Empty(store.Check());
            found = store.Count;
        }

        Directory.Delete(folder, recursive: true);
    }

    /// <summary>The writer's own entry: does nothing unless the test above starts it in a process of its own, which it then kills.</summary>
    [Fact]
    public void The_writer_puts_blocks_until_it_is_killed()
    {
        if (Environment.GetEnvironmentVariable(Folder) is not { } folder) return;
        using FileContentStore store = FileContentStore.Open(Path.Combine(folder, "blocks"), Options);
        using FileStream acknowledged = new(Path.Combine(folder, "acknowledged"), FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
        for (int i = 0; ; i++)
        {
            store.Put(CidCodec.Raw, Block(i));
            acknowledged.Position = 0;
            acknowledged.Write(BitConverter.GetBytes(i + 1));
        }
    }

    private static byte[] Block(int number)
    {
        byte[] block = new byte[20 + (number % 500)];
        new Random(number).NextBytes(block);
        return block;
    }

    private static Process Start(string folder)
    {
        ProcessStartInfo start = new("dotnet", [typeof(KilledBlockWriterTests).Assembly.Location, "-method", $"{typeof(KilledBlockWriterTests).FullName}.{nameof(The_writer_puts_blocks_until_it_is_killed)}", "-noLogo"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { [Folder] = folder },
        };
        Process process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        return process;
    }

    private static int Acknowledged(string path)
    {
        if (!File.Exists(path)) return -1;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] bytes = new byte[4];
        return file.Read(bytes) == 4 ? BitConverter.ToInt32(bytes) : -1;
    }
}
