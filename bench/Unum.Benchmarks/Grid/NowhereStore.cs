using Unum.Grid.Instances;

namespace Unum.Benchmarks.Grid;

/// <summary>A store that forgets everything at once: what a history costs without a disk.</summary>
internal sealed class NowhereStore : IGridStore
{
    public IReadOnlyList<string> List(string prefix) => [];

    public IGridObject Open(string name) => new Nothing();

    public void Replace(string name, ReadOnlySpan<byte> content)
    {
    }

    public void Delete(string name)
    {
    }

    public void Dispose()
    {
    }

    private sealed class Nothing : IGridObject
    {
        public long Length => 0;

        public int Read(long offset, Span<byte> buffer) => 0;

        public void Append(ReadOnlySpan<byte> bytes)
        {
        }

        public void Sync()
        {
        }

        public void Truncate(long length)
        {
        }

        public void Dispose()
        {
        }
    }
}
