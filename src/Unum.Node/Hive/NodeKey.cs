using System.Security.Cryptography;
using Unum.Hive.Identity;

namespace Unum.Node.Hive;

/// <summary>The key that a node signs with: 32 bytes in a file that only its owner may read.</summary>
internal static class NodeKey
{
    private const int Length = 32;

    /// <summary>The key of a file; a new one when there is none.</summary>
    /// <exception cref="InvalidDataException">The file is not a key.</exception>
    public static HiveKey Open(string path)
    {
        if (!File.Exists(path)) Create(path);
        else if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        byte[] scalar = File.ReadAllBytes(path);
        try
        {
            return scalar.Length == Length ? HiveKey.FromPrivate(scalar) : throw new InvalidDataException($"{path} is not a key of {Length} bytes.");
        }
        catch (CryptographicException e)
        {
            throw new InvalidDataException($"{path} is not a key of P-256.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    private static void Create(string path)
    {
        using HiveKey key = HiveKey.Create();
        FileStreamOptions options = new() { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        string half = path + ".new";
        File.Delete(half); // of a start that was cut off; its rights might be others
        using (FileStream file = new(half, options))
        {
            file.Write(key.ExportPrivate());
            file.Flush(flushToDisk: true);
        }

        File.Move(half, path);
    }
}
