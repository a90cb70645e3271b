using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Unum.Fabric.Storage;

/// <summary>
/// One SQLite file, opened with care: the right kind, undamaged, brought up to the present version, or refused untouched.
/// </summary>
/// <remarks>
/// Journal: WAL with synchronous = NORMAL. A killed process loses no finished transaction and never a part of one; a power cut
/// may lose the last ones but not damage the file (sqlite.org/wal.html). Other processes may read and write the same file; a
/// writer waits up to 5 s for another. Not thread-safe: one caller at a time.
/// </remarks>
public sealed class SqliteDatabase : IDisposable
{
    private const int NotADatabase = 26, Corrupt = 11;
    private static readonly byte[] Magic = "SQLite format 3\0"u8.ToArray();

    private SqliteDatabase(string path)
    {
        Path = path;
        Connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The open connection.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>Opens a file, creating it and its folder when they are not there.</summary>
    /// <exception cref="StorageRefusedException">Damaged, of another kind, or written by a later version.</exception>
    /// <exception cref="DllNotFoundException">SQLite is not installed.</exception>
    /// <exception cref="IOException">The file or its folder cannot be reached.</exception>
    public static SqliteDatabase Open(string path, SqliteSchema schema)
    {
        SqliteLibrary.Ensure();
        path = System.IO.Path.GetFullPath(path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? path);
        RefuseForeignHeader(path);
        SqliteDatabase database = new(path);
        try
        {
            database.Connection.Open();
            database.Execute("PRAGMA busy_timeout = 5000");
            database.Verify(schema);
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute("PRAGMA synchronous = NORMAL");
            database.Execute("PRAGMA foreign_keys = ON");
            database.Migrate(schema);
            return database;
        }
        catch (SqliteException trouble)
        {
            database.Dispose();
            throw Explain(path, trouble);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs SQL without a result.</summary>
    public void Execute(string sql)
    {
        using SqliteCommand command = Command(sql);
        command.ExecuteNonQuery();
    }

    /// <summary>A command on this connection, for the caller to fill and dispose.</summary>
    public SqliteCommand Command(string sql)
    {
        SqliteCommand command = Connection.CreateCommand();
#pragma warning disable CA2100 // Every SQL text in this room is a constant; values travel as parameters.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    /// <summary>Runs some work as one transaction: all of it or, when it throws, nothing.</summary>
    public void InTransaction(Action work)
    {
        using SqliteTransaction transaction = Connection.BeginTransaction(deferred: false);
        work();
        transaction.Commit();
    }

    /// <summary>An I/O error that says what is wrong with a file, from what SQLite said.</summary>
    public static IOException Explain(string path, SqliteException trouble) => trouble.SqliteErrorCode is NotADatabase or Corrupt
        ? new StorageRefusedException(path, $"is damaged ({trouble.Message})", trouble)
        : new IOException($"{path} cannot be used: {trouble.Message}", trouble);

    /// <inheritdoc/>
    public void Dispose() => Connection.Dispose();

    // Files that are no databases at all are told before SQLite touches them.
    private static void RefuseForeignHeader(string path)
    {
        if (!File.Exists(path)) return;
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        if (file.Length == 0) return;
        byte[] header = new byte[Magic.Length];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length || !header.AsSpan().SequenceEqual(Magic))
            throw new StorageRefusedException(path, "is no SQLite database");
    }

    private void Verify(SqliteSchema schema)
    {
        long application = Number("PRAGMA application_id"), version = Number("PRAGMA user_version");
        bool empty = Number("SELECT count(*) FROM sqlite_master") == 0;
        if (empty && application == 0 && version == 0) return;
        if (application != schema.ApplicationId) throw new StorageRefusedException(Path, $"holds something other than a {schema.Kind}");
        if (version > schema.Version)
            throw new StorageRefusedException(Path, string.Create(
                CultureInfo.InvariantCulture,
                $"was written by a later Unum (its {schema.Kind} has version {version}, this program knows up to {schema.Version})"));
        using SqliteCommand check = Command("PRAGMA quick_check(1)");
        if (check.ExecuteScalar() is not "ok") throw new StorageRefusedException(Path, $"is damaged ({check.ExecuteScalar()})");
    }

    private void Migrate(SqliteSchema schema)
    {
        if (Number("PRAGMA user_version") == schema.Version) return;
        InTransaction(() =>
        {
            // Read again inside: another process may have come first.
            for (int version = (int)Number("PRAGMA user_version"); version < schema.Version; version++)
            {
                Execute(schema.Steps[version]);
                Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {version + 1}"));
            }

            Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {schema.ApplicationId}"));
        });
    }

    private long Number(string sql)
    {
        using SqliteCommand command = Command(sql);
        return Convert.ToInt64(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }
}
