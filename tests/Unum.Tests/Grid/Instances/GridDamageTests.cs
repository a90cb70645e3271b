using Unum.Grid.Instances;
using Unum.Grid.Integrity;
using Unum.Grid.Space;

namespace Unum.Tests.Grid.Instances;

/// <summary>Every bit of everything stored is flipped once; every end is torn at every byte.</summary>
public sealed class GridDamageTests
{
    private static readonly Dimensions Size = new(20, 20, 20);
    private static readonly GridOptions Options = new() { FaceWork = _ => new CountingMinds() };
    private const string History = "instances/g/history", Index = "instances/g/history.index", Snapshot = "instances/g/snapshot";

    [Fact]
    public async Task Every_flipped_bit_of_a_history_is_found_and_named()
    {
        (Dictionary<string, byte[]> stored, _) = await Written(snapshot: false);
        byte[] whole = stored[History];
        for (int at = 0; at < whole.Length; at++)
        {
            (GridCatalogue catalogue, MemoryGridStore store) = await Opened(stored, History, at, 1 << (at % 8));

            GridDamage damage = Assert.Single(catalogue.Damaged).Value;
            Assert.Equal(History, damage.Where);
            Assert.Equal(at, damage.Offset);
            Assert.Null(catalogue.FindInstance("g"));
            Assert.Equal(whole.Length, Bytes(store, History).Length);
            await catalogue.DisposeAsync();
        }
    }

    [Fact]
    public async Task Without_its_index_a_flipped_bit_of_a_history_is_still_told_from_a_torn_end()
    {
        (Dictionary<string, byte[]> stored, _) = await Written(snapshot: false);
        stored[Index] = [];
        for (int at = 0; at < stored[History].Length; at++)
        {
            (GridCatalogue catalogue, _) = await Opened(stored, History, at, 1 << (at % 8));
            Assert.Equal(at, Assert.Single(catalogue.Damaged).Value.Offset);
            await catalogue.DisposeAsync();
        }
    }

    [Fact]
    public async Task Every_flipped_bit_of_an_index_is_named_and_mended_from_the_history()
    {
        (Dictionary<string, byte[]> stored, Hash256 root) = await Written(snapshot: false);
        for (int at = 0; at < stored[Index].Length; at++)
        {
            (GridCatalogue catalogue, MemoryGridStore store) = await Opened(stored, Index, at, 1 << (at % 8));

            Assert.Contains($"byte {at}", Assert.Single(catalogue.Messages), StringComparison.Ordinal);
            Assert.Equal(root, catalogue.FindInstance("g")!.LastCommit!.Root);
            Assert.Equal(stored[Index], Bytes(store, Index));
            await catalogue.DisposeAsync();
        }
    }

    [Fact]
    public async Task Every_flipped_bit_of_a_snapshot_is_named_and_the_history_is_used_instead()
    {
        (Dictionary<string, byte[]> stored, Hash256 root) = await Written(snapshot: true);
        for (int at = 0; at < stored[Snapshot].Length; at++)
        {
            (GridCatalogue catalogue, _) = await Opened(stored, Snapshot, at, 1 << (at % 8));

            string message = Assert.Single(catalogue.Messages);
            Assert.StartsWith(Snapshot, message, StringComparison.Ordinal);
            Assert.Contains($"byte {at}", message, StringComparison.Ordinal);
            Assert.Equal(root, catalogue.FindInstance("g")!.LastCommit!.Root);
            await catalogue.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_flipped_bit_under_a_running_instance_is_found_by_verifying()
    {
        (Dictionary<string, byte[]> stored, _) = await Written(snapshot: true);
        foreach ((string name, int at) in ((string, int)[])[(History, 77), (Index, 200), (Snapshot, 99)])
        {
            MemoryGridStore store = Stored(stored);
            await using GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, Options);
            GridInstance grid = catalogue.FindInstance("g")!;
            Assert.True((await grid.VerifyAsync()).Sound);
            store.Damage(name, at, 4);

            GridDamage damage = Assert.Single((await grid.VerifyAsync()).Damage);
            Assert.Equal((name, at), (damage.Where, (int)damage.Offset));
        }
    }

    [Fact]
    public async Task A_torn_end_is_cut_back_to_the_last_whole_entry_with_a_message()
    {
        (Dictionary<string, byte[]> stored, _) = await Written(snapshot: false);
        byte[] marks = stored[Index], whole = stored[History];
        int frames = marks.Length / 64, start = (int)BitConverter.ToInt64(marks, ((frames - 1) * 64) + 8);
        stored[Index] = marks[..^64]; // the last frame was under way: not acknowledged
        for (int cut = start; cut < whole.Length; cut++)
        {
            foreach (bool zeros in (bool[])[false, true])
            {
                byte[] torn = [.. whole[..cut], .. zeros ? new byte[whole.Length - cut] : []];
                if (torn.AsSpan().SequenceEqual(whole)) continue;
                if (zeros && cut > start && Flips(torn, whole) == 1) continue; // the same as a flipped bit, and found as one
                MemoryGridStore store = Stored(stored, History, torn);
                await using GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, Options);

                GridInstance grid = catalogue.FindInstance("g")!;
                Assert.Equal(cut == start && !zeros ? 0 : 1, catalogue.Messages.Count);
                Assert.Equal(start, Bytes(store, History).Length);
                Assert.Equal(BitConverter.ToInt64(marks, (frames - 1) * 64) - 1, grid.Sequence);
                await grid.ApplyAsync(new GridOperation.Set(new(1, 1, 1), 1));
                Assert.True((await grid.VerifyAsync()).Sound);
            }
        }
    }

    [Fact]
    public async Task A_torn_header_that_looks_like_one_with_a_flipped_bit_is_torn_unless_the_rest_is_whole()
    {
        (Dictionary<string, byte[]> stored, _) = await Written(snapshot: false);
        byte[] marks = stored[Index], whole = stored[History];
        int start = (int)BitConverter.ToInt64(marks, marks.Length - 64 + 8);
        stored[Index] = marks[..^64];
        for (int bit = 0; bit < 32 * 8; bit++)
        {
            byte[] torn = [.. whole[..(start + 32)], .. new byte[whole.Length - start - 32]], flipped = [.. whole];
            torn[start + (bit >> 3)] ^= (byte)(1 << (bit & 7));
            flipped[start + (bit >> 3)] ^= (byte)(1 << (bit & 7));
            MemoryGridStore store = Stored(stored, History, torn);
            await using GridCatalogue cut = await GridCatalogue.OpenAsync(store, Options), kept = await GridCatalogue.OpenAsync(Stored(stored, History, flipped), Options);
            Assert.Equal(start, Bytes(store, History).Length);
            Assert.Empty(cut.Damaged);
            Assert.Equal(start + (bit >> 3), (int)Assert.Single(kept.Damaged).Value.Offset);
        }
    }

    [Fact]
    public async Task What_was_acknowledged_and_is_gone_is_never_taken_for_a_torn_end()
    {
        (Dictionary<string, byte[]> stored, _) = await Written(snapshot: false);
        byte[] whole = stored[History];
        foreach (int length in (int[])[whole.Length - 1, whole.Length - 80, whole.Length / 2, 10, 0])
        {
            await using GridCatalogue catalogue = await GridCatalogue.OpenAsync(Stored(stored, History, whole[..length]), Options);
            Assert.Equal(History, Assert.Single(catalogue.Damaged).Value.Where);
        }
    }

    [Fact]
    public async Task One_damaged_instance_does_not_keep_the_others_closed()
    {
        using MemoryGridStore store = new();
        await using (GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, Options))
        {
            await catalogue.CreateTemplateAsync(Size, id: "t");
            foreach (string id in (string[])["a", "b", "c"]) await (await catalogue.InstantiateAsync("t", id)).ApplyAsync(new GridOperation.Set(new(1, 1, 1), 5));
        }

        store.Damage("instances/b/history", 50, 1);
        await using GridCatalogue again = await GridCatalogue.OpenAsync(store, Options);

        Assert.Equal(["a", "c"], again.Instances.Select(i => i.Id));
        Assert.Equal("b", Assert.Single(again.Damaged).Key);
        Assert.Contains("byte 50", Assert.Single(again.Messages), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => again.InstantiateAsync("t", "b"));
    }

    [Fact]
    public async Task A_flipped_bit_of_the_catalogue_refuses_to_open_and_says_where()
    {
        (Dictionary<string, byte[]> stored, _) = await Written(snapshot: false);
        for (int at = 0; at < stored["catalogue"].Length; at += 3)
        {
            byte[] damaged = [.. stored["catalogue"]];
            damaged[at] ^= 32;
            GridDamagedException refused = await Assert.ThrowsAsync<GridDamagedException>(() => GridCatalogue.OpenAsync(Stored(stored, "catalogue", damaged), Options));
            Assert.Equal(("catalogue", at), (refused.Damage.Where, (int)refused.Damage.Offset));
        }
    }

    private static int Flips(byte[] a, byte[] b) => a.Zip(b).Sum(p => System.Numerics.BitOperations.PopCount((uint)(p.First ^ p.Second)));

    private static async Task<(Dictionary<string, byte[]> Stored, Hash256 Root)> Written(bool snapshot)
    {
        using MemoryGridStore store = new();
        await using (GridCatalogue catalogue = await GridCatalogue.OpenAsync(store, Options))
        {
            await catalogue.CreateTemplateAsync(Size, id: "t");
            GridInstance grid = await catalogue.InstantiateAsync("t", "g");
            await grid.ApplyAsync(new GridOperation.Set(new(1, 2, 3), 4));
            await grid.ApplyAsync(new GridOperation.Process(new(4, 2, 3), "text"));
            await grid.ApplyManyAsync([new GridOperation.Set(new(1, 2, 4), 1), new GridOperation.Activate(new(9, 9, 9)), new GridOperation.Link(new(1, 2, 4), new(9, 9, 9))]);
            if (snapshot) await grid.SnapshotAsync();
            await grid.ApplyAsync(new GridOperation.Deactivate(new(1, 2, 3)));
            await grid.CommitAsync();
        }

        Dictionary<string, byte[]> stored = store.List("").ToDictionary(name => name, name => Bytes(store, name));
        await using GridCatalogue again = await GridCatalogue.OpenAsync(Stored(stored), Options);
        return (stored, again.FindInstance("g")!.LastCommit!.Root);
    }

    private static async Task<(GridCatalogue Catalogue, MemoryGridStore Store)> Opened(Dictionary<string, byte[]> stored, string name, int at, int bit)
    {
        MemoryGridStore store = Stored(stored);
        store.Damage(name, at, (byte)bit);
        return (await GridCatalogue.OpenAsync(store, Options), store);
    }

    private static MemoryGridStore Stored(Dictionary<string, byte[]> stored, string? instead = null, byte[]? content = null)
    {
        MemoryGridStore store = new();
        foreach ((string name, byte[] bytes) in stored) store.Replace(name, name == instead ? content : bytes);
        return store;
    }

    private static byte[] Bytes(MemoryGridStore store, string name)
    {
        using IGridObject file = store.Open(name);
        byte[] bytes = new byte[file.Length];
        file.Read(0, bytes);
        return bytes;
    }
}
