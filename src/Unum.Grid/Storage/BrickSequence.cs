using System.Collections;
using System.Numerics;

namespace Unum.Grid.Storage;

/// <summary>Morton codes of bricks, ascending. foreach over it allocates nothing; the array must not change meanwhile.</summary>
public readonly struct BrickSequence : IEnumerable<int>
{
    private readonly BrickDirectory _directory;
    private readonly uint _flag;

    internal BrickSequence(BrickDirectory directory, uint flag) => (_directory, _flag) = (directory, flag);

    /// <summary>Starts.</summary>
    public Enumerator GetEnumerator() => new(_directory, _flag);

    IEnumerator<int> IEnumerable<int>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Walks the directory page by page.</summary>
    public struct Enumerator : IEnumerator<int>
    {
        private readonly BrickDirectory _directory;
        private readonly uint _flag;
        private int _next;
        private uint _bits;

        internal Enumerator(BrickDirectory directory, uint flag) => (_directory, _flag, Current) = (directory, flag, -1);

        /// <inheritdoc/>
        public int Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc/>
        public bool MoveNext()
        {
            while (_bits == 0)
            {
                if (_next >= _directory.Length) return false;
                int page = _next >> BrickDirectory.PageShift;
                if ((_next & (BrickDirectory.PageLength - 1)) == 0 && (_flag == BrickDirectory.Dirty ? !_directory.IsDirty(page) : _directory.Page(page).IsEmpty))
                {
                    _next += BrickDirectory.PageLength;
                    continue;
                }

                _bits = _directory.Sixteen(_next, _flag);
                _next += 16;
            }

            Current = _next - 16 + BitOperations.TrailingZeroCount(_bits);
            _bits &= _bits - 1;
            return true;
        }

        /// <summary>Not supported.</summary>
        /// <exception cref="NotSupportedException">Always.</exception>
        public readonly void Reset() => throw new NotSupportedException();

        /// <summary>Nothing to free.</summary>
        public readonly void Dispose()
        {
        }
    }
}
