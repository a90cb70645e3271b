using Microsoft.Data.Sqlite;
using Unum.Fabric.Storage;
using Unum.Kairos.Blending;

namespace Unum.Tests.Fabric.Storage;

public sealed class SqlitePatternStoreTests : PatternStoreConformance, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unum-patterns-");
    private readonly List<SqlitePatternStore> _open = [];

    private string File => Path.Combine(_folder.FullName, "deep", "memory.db");

    public void Dispose()
    {
        Close();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_transaction_cut_off_half_way_leaves_no_trace()
    {
        await Open().SaveAsync(Changes(Pattern(1, 3)), CancellationToken.None);
        Close();
        // The files as a killed process leaves them: a copy taken in the middle of a transaction.
        string killed = Path.Combine(_folder.FullName, "killed.db");
        using (SqliteDatabase database = SqliteDatabase.Open(File, SqlitePatternStore.Schema))
        {
            database.InTransaction(() => database.Execute("UPDATE patterns SET count = 500"));
            database.Execute("PRAGMA cache_size = 1; BEGIN; DELETE FROM patterns; CREATE TABLE filler (x); "
                + "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO filler SELECT randomblob(500) FROM n");
            Assert.True(new FileInfo(File + "-wal").Length > 500_000, "pages of the open transaction are on disk");
            System.IO.File.Copy(File, killed);
            System.IO.File.Copy(File + "-wal", killed + "-wal");
            database.Execute("ROLLBACK");
        }

        using SqlitePatternStore survivor = new(killed);
        PhasePattern kept = (await survivor.LoadAsync(CancellationToken.None)).Patterns.Single();
        Assert.Equal((1L, 500L), (kept.Id, kept.Count));
    }

    [Fact]
    public async Task A_save_that_fails_half_way_applies_nothing()
    {
        await Open().SaveAsync(Changes(Pattern(1, 3)), CancellationToken.None);
        Close();
        Spoil("CREATE TRIGGER refuse BEFORE INSERT ON patterns WHEN NEW.id = 3 BEGIN SELECT RAISE(ABORT, 'disk full'); END");
        IPatternStore store = Open();
        IOException told = await Assert.ThrowsAsync<IOException>(() => store.SaveAsync(Changes(Pattern(1, 5), Pattern(2, 3), Pattern(3, 3)), CancellationToken.None));
        Assert.Contains("disk full", told.Message, StringComparison.Ordinal);
        Assert.Equal(3, (await store.LoadAsync(CancellationToken.None)).Patterns.Single().Sensors.Count);
        await store.SaveAsync(Changes(Pattern(2, 3)), CancellationToken.None); // and the store still works
    }

    [Fact]
    public void A_database_of_a_later_version_is_refused_and_left_as_it_is()
    {
        Spoil("PRAGMA user_version = 7");
        byte[] before = System.IO.File.ReadAllBytes(File);
        StorageRefusedException refused = Assert.Throws<StorageRefusedException>(() => new SqlitePatternStore(File));
        Assert.Contains("later Unum", refused.Message, StringComparison.Ordinal);
        Assert.Contains("version 7", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void A_database_of_another_program_is_refused_and_left_as_it_is()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        _ = Open(); // makes SQLite ready
        Close();
        System.IO.File.Delete(File);
        using (SqliteConnection other = new($"Data Source={File};Pooling=False"))
        {
            other.Open();
            using SqliteCommand create = other.CreateCommand();
            create.CommandText = "CREATE TABLE customers (name)";
            create.ExecuteNonQuery();
        }

        byte[] before = System.IO.File.ReadAllBytes(File);
        Assert.Contains("other than a pattern memory", Assert.Throws<StorageRefusedException>(() => new SqlitePatternStore(File)).Message, StringComparison.Ordinal);
        Assert.Equal(before, System.IO.File.ReadAllBytes(File));
    }

    [Theory]
    [InlineData("not a database at all, but long enough to be one")]
    [InlineData("x")]
    public void A_file_that_is_no_database_is_refused_and_left_as_it_is(string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        System.IO.File.WriteAllText(File, text);
        Assert.Contains("no SQLite database", Assert.Throws<StorageRefusedException>(() => new SqlitePatternStore(File)).Message, StringComparison.Ordinal);
        Assert.Equal(text, System.IO.File.ReadAllText(File));
    }

    [Fact]
    public async Task A_damaged_database_is_refused_and_left_as_it_is()
    {
        await Open().SaveAsync(Changes([.. Enumerable.Range(1, 300).Select(i => Pattern(i, 8))]), CancellationToken.None);
        Close();
        byte[] bytes = await System.IO.File.ReadAllBytesAsync(File, CancellationToken.None);
        new Random(1).NextBytes(bytes.AsSpan(4096, bytes.Length - 4096));
        await System.IO.File.WriteAllBytesAsync(File, bytes, CancellationToken.None);
        Assert.Contains("damaged", Assert.Throws<StorageRefusedException>(() => new SqlitePatternStore(File)).Message, StringComparison.Ordinal);
        Assert.Equal(bytes, await System.IO.File.ReadAllBytesAsync(File, CancellationToken.None));
    }

    [Fact]
    public async Task A_truncated_database_is_refused_and_left_as_it_is()
    {
        await Open().SaveAsync(Changes([.. Enumerable.Range(1, 300).Select(i => Pattern(i, 8))]), CancellationToken.None);
        Close();
        byte[] bytes = (await System.IO.File.ReadAllBytesAsync(File, CancellationToken.None))[..10_000];
        await System.IO.File.WriteAllBytesAsync(File, bytes, CancellationToken.None);
        Assert.ThrowsAny<StorageRefusedException>(() => new SqlitePatternStore(File));
        Assert.Equal(bytes, await System.IO.File.ReadAllBytesAsync(File, CancellationToken.None));
    }

    [Theory]
    [InlineData("UPDATE phases SET re = 5", "unit length")]
    [InlineData("DELETE FROM phases", "do not match")]
    [InlineData("UPDATE patterns SET strength = -1", "strength")]
    [InlineData("UPDATE patterns SET first_seen = -4", "impossible time")]
    [InlineData("UPDATE patterns SET last_seen = first_seen - 1", "last seen before")]
    public async Task Rows_that_no_memory_wrote_are_refused_with_the_reason(string sql, string reason)
    {
        await Open().SaveAsync(Changes(Pattern(1, 3)), CancellationToken.None);
        Close();
        Spoil(sql);
        StorageRefusedException refused = await Assert.ThrowsAsync<StorageRefusedException>(() => Open().LoadAsync(CancellationToken.None));
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_stores_on_one_file_see_each_others_work()
    {
        IPatternStore one = Open(), two = Open();
        await Task.WhenAll(Enumerable.Range(1, 20).Select(i => (i % 2 == 0 ? one : two).SaveAsync(Changes(Pattern(i, 2)), CancellationToken.None)));
        Assert.Equal(20, (await one.LoadAsync(CancellationToken.None)).Patterns.Count);
        Assert.Equal(20, (await two.LoadAsync(CancellationToken.None)).Patterns.Count);
    }

    [Fact]
    public void An_unreachable_place_is_an_input_output_error()
    {
        System.IO.File.WriteAllText(Path.Combine(_folder.FullName, "file"), "");
        Assert.ThrowsAny<IOException>(() => new SqlitePatternStore(Path.Combine(_folder.FullName, "file", "memory.db")));
    }

    [Fact]
    public void The_journal_is_a_write_ahead_log()
    {
        using SqliteDatabase database = SqliteDatabase.Open(File, SqlitePatternStore.Schema);
        using SqliteCommand mode = database.Command("PRAGMA journal_mode");
        Assert.Equal("wal", mode.ExecuteScalar());
    }

    [Fact]
    public void A_step_that_fails_half_way_leaves_the_version_before_it()
    {
        SqliteSchema one = new("test", 77, ["CREATE TABLE a (x)"]);
        SqliteSchema broken = new("test", 77, ["CREATE TABLE a (x)", "CREATE TABLE b (x); CREATE TABLE a (y)"]);
        SqliteSchema two = new("test", 77, ["CREATE TABLE a (x)", "CREATE TABLE b (x)"]);
        string file = Path.Combine(_folder.FullName, "steps.db");
        SqliteDatabase.Open(file, one).Dispose();
        Assert.ThrowsAny<IOException>(() => SqliteDatabase.Open(file, broken));
        using SqliteDatabase moved = SqliteDatabase.Open(file, two);
        moved.Execute("INSERT INTO b VALUES (1)");
    }

    [Fact]
    public void A_missing_library_is_told_with_its_package()
    {
        Assert.Equal(0, SqliteLibrary.FirstOf(["libunum-no-such-thing.so.9"]));
        Assert.Contains("apt-get install libsqlite3-0", SqliteLibrary.Missing(["libsqlite3.so.0"]), StringComparison.Ordinal);
    }

    protected override IPatternStore Open()
    {
        SqlitePatternStore store = new(File);
        _open.Add(store);
        return store;
    }

    private void Close()
    {
        foreach (SqlitePatternStore store in _open) store.Dispose();
        _open.Clear();
    }

    private void Spoil(string sql)
    {
        using SqliteDatabase database = SqliteDatabase.Open(File, SqlitePatternStore.Schema);
        database.Execute("PRAGMA foreign_keys = OFF");
        database.Execute(sql);
    }
}
