namespace Unum.Grid.Instances;

/// <summary>An object of an <see cref="IGridStore"/>, open: any number of readers, one who appends.</summary>
public interface IGridObject : IDisposable
{
    /// <summary>Its length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads from a place until the buffer is full or the object ends; returns how many bytes.</summary>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Writes at the end. Not durable before <see cref="Sync"/>.</summary>
    void Append(ReadOnlySpan<byte> bytes);

    /// <summary>Returns when everything appended is durable.</summary>
    void Sync();

    /// <summary>Cuts the end off; durable when it returns.</summary>
    void Truncate(long length);
}
