namespace Unum.Femto.Memory;

/// <summary>Many readers of one frozen memory: what is learned is shared, the place in a stream is each reader's own.</summary>
internal sealed partial class NgramMemory
{
    /// <summary>
    /// A reader of these tables with a context of its own. As long as neither it nor this memory learns, any number of readers
    /// may work at once on any threads, because without learning no table is written to.
    /// </summary>
    public NgramMemory Reader()
    {
        NgramMemory reader = (NgramMemory)MemberwiseClone(); // tables are shared; every array written while reading is replaced below
        reader._match = _match.Reader();
        reader._mixer = _mixer.Reader();
        reader._apm1 = _apm1.Reader();
        reader._apm2 = _apm2.Reader();
        reader._hashes = new ulong[MaxContexts];
        reader._slot = new int[MaxContexts];
        reader._known = new bool[MaxContexts];
        reader._open = new bool[MaxContexts];
        reader._mapped = new int[MaxContexts];
        reader._runHashes = new ulong[MaxContexts];
        reader._runPlace = new int[MaxContexts];
        reader._runMapped = new int[MaxContexts];
        reader._lowPlace = new int[2];
        reader.Restart();
        return reader;
    }

    /// <summary>Bytes that a reader owns: its context and its place in the tables.</summary>
    public int ReaderBytes => ByteContext.Bytes + MatchModel.ReaderBytes + _mixer.ReaderBytes + (MaxContexts * (8 + 4 + 1 + 1 + 4 + 8 + 4 + 4)) + 8;

    /// <summary>Probability of a 1 at one node of the next byte's bits, without moving on; <see cref="Refind"/> ends the looking.</summary>
    public float LookAt(int node)
    {
        (_node, _depth) = (node, 31 - int.LeadingZeroCount(node));
        return Math.Clamp(Predict(learning: false), 1f / 65536, 65535f / 65536);
    }
}
