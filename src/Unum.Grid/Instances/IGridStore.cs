namespace Unum.Grid.Instances;

/// <summary>Where grids are kept: objects by name that are appended to, or replaced whole.</summary>
/// <remarks>
/// Names are segments of lower-case letters, digits, '-' and '.', parted by '/'. What an implementation promises: bytes that
/// <see cref="IGridObject.Sync"/> has returned for survive a crash of the process and of the machine; bytes appended since may survive, in part, or as
/// nonsense; a replaced object is after a crash either the old or the new one, whole. One instance of a store has the place to itself.
/// </remarks>
public interface IGridStore : IDisposable
{
    /// <summary>Names of all objects that begin so, in ordinal order.</summary>
    IReadOnlyList<string> List(string prefix);

    /// <summary>Opens an object for reading and appending; makes it when it is not there.</summary>
    IGridObject Open(string name);

    /// <summary>Writes an object whole, in place of what it was: atomic and durable when it returns.</summary>
    void Replace(string name, ReadOnlySpan<byte> content);

    /// <summary>Deletes an object; nothing happens when it is not there.</summary>
    void Delete(string name);
}
