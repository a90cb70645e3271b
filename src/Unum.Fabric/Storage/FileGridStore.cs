using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Unum.Grid.Instances;

namespace Unum.Fabric.Storage;

/// <summary>A grid's objects as files in one folder, which it has to itself.</summary>
/// <remarks>
/// An object is a file of its name. Appending writes at the end; <see cref="IGridObject.Sync"/> is one fsync for all that was appended since. Replacing writes
/// NAME.new, syncs it, renames it over NAME and syncs the folder (POSIX rename is atomic), so a crash leaves the old content or the new. What a crash left of a
/// replacement is deleted when the store is opened. The file "lock" keeps a second process out.
/// </remarks>
public sealed partial class FileGridStore : IGridStore
{
    private const string Unfinished = ".new";

    private readonly string _folder;
    private readonly bool _sync;
    private readonly FileStream _lock;

    /// <summary>Opens a folder, making it when it is not there.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="sync">
    /// Whether durable means on the disk. False: it means with the operating system, which a crash of this process cannot take back but a power cut can; many
    /// times faster where a disk is slow.
    /// </param>
    /// <exception cref="IOException">Another process has it open, or it cannot be made.</exception>
    public FileGridStore(string folder, bool sync = true)
    {
        (_folder, _sync) = (Path.GetFullPath(folder), sync);
        Directory.CreateDirectory(_folder);
        try
        {
            _lock = new(Path.Combine(_folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken)
        {
            throw new IOException($"The grids in {_folder} are in use by another process.", taken);
        }

        foreach (string left in Directory.EnumerateFiles(_folder, "*" + Unfinished, SearchOption.AllDirectories)) File.Delete(left);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string prefix) =>
    [
        .. Directory.EnumerateFiles(_folder, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(_folder, path).Replace('\\', '/'))
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name != "lock" && !name.EndsWith(Unfinished, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <inheritdoc/>
    public IGridObject Open(string name)
    {
        string path = PathOf(name);
        bool isNew = !File.Exists(path);
        if (isNew) MakeFolder(Path.GetDirectoryName(path)!);
#pragma warning disable CA2000 // The object closes its handle.
        FileObject made = new(File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), _sync);
#pragma warning restore CA2000
        if (isNew) SyncFolder(Path.GetDirectoryName(path)!);
        return made;
    }

    /// <inheritdoc/>
    public void Replace(string name, ReadOnlySpan<byte> content)
    {
        string path = PathOf(name), unfinished = path + Unfinished;
        MakeFolder(Path.GetDirectoryName(path)!);
        using (SafeFileHandle handle = File.OpenHandle(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            RandomAccess.Write(handle, content, 0);
            if (_sync) RandomAccess.FlushToDisk(handle);
        }

        File.Move(unfinished, path, overwrite: true);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        string path = PathOf(name);
        if (!File.Exists(path)) return;
        File.Delete(path);
        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private string PathOf(string name)
    {
        bool sound = name.Split('/').All(segment => segment.Length > 0 && segment[0] != '.' && segment.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '.'));
        if (!sound || name == "lock" || name.EndsWith(Unfinished, StringComparison.Ordinal)) throw new ArgumentException($"'{name}' cannot be an object's name.", nameof(name));
        return Path.Combine(_folder, name.Replace('/', Path.DirectorySeparatorChar));
    }

    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder)) return;
        MakeFolder(Path.GetDirectoryName(folder)!);
        Directory.CreateDirectory(folder);
        SyncFolder(Path.GetDirectoryName(folder)!);
    }

    // .NET cannot open a folder; on Windows a rename needs no such thing.
    private void SyncFolder(string folder)
    {
        if (!_sync || OperatingSystem.IsWindows()) return;
        int handle = OpenFolder(folder, 0);
        if (handle < 0) throw new IOException($"The folder {folder} could not be opened to be made durable (error {Marshal.GetLastPInvokeErrorMessage()}).");
        int failed = FSync(handle);
        _ = Close(handle);
        if (failed != 0) throw new IOException($"The folder {folder} could not be made durable.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int FSync(int handle);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int handle);

    private sealed class FileObject(SafeFileHandle handle, bool sync) : IGridObject
    {
        private long _length = RandomAccess.GetLength(handle);

        public long Length => Volatile.Read(ref _length);

        public int Read(long offset, Span<byte> buffer)
        {
            int read = 0;
            while (read < buffer.Length && RandomAccess.Read(handle, buffer[read..], offset + read) is var got and > 0) read += got;
            return read;
        }

        public void Append(ReadOnlySpan<byte> bytes)
        {
            RandomAccess.Write(handle, bytes, _length);
            Volatile.Write(ref _length, _length + bytes.Length);
        }

        public void Sync()
        {
            if (sync) RandomAccess.FlushToDisk(handle);
        }

        public void Truncate(long length)
        {
            RandomAccess.SetLength(handle, length);
            Volatile.Write(ref _length, length);
            Sync();
        }

        public void Dispose() => handle.Dispose();
    }
}
