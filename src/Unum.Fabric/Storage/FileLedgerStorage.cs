using Unum.Grid.Consensus;

namespace Unum.Fabric.Storage;

/// <summary>A cube's ledger in a folder: for each validator NAME.votes and NAME.blocks, and small files (keys, evidence) that only their owner may read.</summary>
public sealed class FileLedgerStorage : ILedgerStorage
{
    private readonly string _folder;
    private readonly bool _sync;

    /// <summary>Opens or creates the folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="sync">Whether votes and blocks wait for the disk (survive power loss) or only for the operating system (survive the process).</param>
    public FileLedgerStorage(string folder, bool sync = false)
    {
        _folder = folder;
        _sync = sync;
        Directory.CreateDirectory(folder);
    }

    /// <inheritdoc/>
    public IVoteStore OpenVotes(int validator) => new VoteFile(Path.Combine(_folder, ValidatorNames.Of(validator) + ".votes"), _sync);

    /// <inheritdoc/>
    public IBlockStore OpenBlocks(int validator) => new BlockFile(Path.Combine(_folder, ValidatorNames.Of(validator) + ".blocks"), _sync);

    /// <inheritdoc/>
    public byte[]? Load(string name)
    {
        string path = Path.Combine(_folder, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <inheritdoc/>
    public void Save(string name, ReadOnlySpan<byte> content)
    {
        string path = Path.Combine(_folder, name);
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (FileStream file = new(path + ".new", options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
