namespace Unum.Fabric.Storage;

/// <summary>A file that holds data, but none that may be used: damaged, foreign or from a later Unum. It was left as it is.</summary>
public sealed class StorageRefusedException : IOException
{
    /// <summary>A refusal.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">Why, as half a sentence.</param>
    /// <param name="inner">What went wrong beneath; may be null.</param>
    public StorageRefusedException(string path, string reason, Exception? inner = null)
        : base($"{path} {reason}. The file was left as it is: move it away to start afresh.", inner)
    {
        Path = path;
        Reason = reason;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Why, as half a sentence.</summary>
    public string Reason { get; }
}
