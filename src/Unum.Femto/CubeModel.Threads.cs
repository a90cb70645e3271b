namespace Unum.Femto;

/// <summary>How a Cube works on several threads: ahead over bytes that are known, and bit by bit where they are not.</summary>
public sealed partial class CubeModel
{
    private const int BlockBytes = 256;

    /// <summary>Before a thread that waits for another lets a third one have the processor, it looks so many times.</summary>
    private const int Looks = 500;

    private float[][]? _ahead;
    private float[][]? _behind;

    /// <summary>Reads bytes that are known, and says of each bit (highest first) how likely a 1 was, in 65536ths.</summary>
    /// <param name="bytes">What is read.</param>
    /// <param name="probabilities">Eight for each byte.</param>
    internal void ReadKnown(ReadOnlySpan<byte> bytes, Span<ushort> probabilities)
    {
        if (_threads.Threads == 1)
        {
            for (int bit = 0; bit < bytes.Length * 8; bit++)
            {
                probabilities[bit] = (ushort)PredictBit();
                Advance(Bit(bytes, bit));
            }

            return;
        }

        _ahead ??= Buffers();
        _behind ??= Buffers();
        byte[] block = new byte[BlockBytes], before = new byte[BlockBytes];
        ushort[] mixed = new ushort[BlockBytes * 8];
        int beforeLength = 0, done = 0;

        // One round: every vertex reads this block while the integrator, on one of the threads, follows over the block before.
        for (int at = 0; at < bytes.Length || beforeLength > 0; at += BlockBytes)
        {
            int length = Math.Max(0, Math.Min(BlockBytes, bytes.Length - at));
            if (length > 0) bytes.Slice(at, length).CopyTo(block);
            Round(block, length, before, beforeLength, mixed);
            mixed.AsSpan(0, beforeLength * 8).CopyTo(probabilities[(done * 8)..]);
            done += beforeLength;
            (block, before, beforeLength) = (before, block, length);
            (_ahead, _behind) = (_behind, _ahead);
        }
    }

    /// <summary>Reads bytes that nobody knows yet: each bit is asked for with the probability of a 1, and taken in.</summary>
    /// <param name="bytes">Filled with what came.</param>
    /// <param name="next">Says the bit, given the probability of a 1 in 65536ths.</param>
    internal void ReadUnknown(Span<byte> bytes, Func<int, int> next)
    {
        int helpers = Math.Min(_threads.Threads, _vertices.Length) - 1;
        using Crew? crew = helpers > 0 ? new Crew(_vertices, helpers) : null;
        bool learning = Learning;
        for (int i = 0; i < bytes.Length; i++)
        {
            int b = 1;
            while (b < 256)
            {
                int p;
                if (crew is null)
                {
                    p = PredictBit();
                }
                else
                {
                    crew.Predicted(this);
                    p = Integrate();
                }

                int bit = next(p);
                b = (b << 1) | bit;
                if (crew is null)
                {
                    Advance(bit);
                }
                else
                {
                    bool last = b >= 256 && i == bytes.Length - 1;
                    crew.Give(bit, predict: !last);
                    Take(bit, learning);
                    crew.Work(bit, predict: !last);
                }
            }

            bytes[i] = (byte)b;
        }
    }

    private static int Bit(ReadOnlySpan<byte> bytes, int bit) => (bytes[bit >> 3] >> (7 - (bit & 7))) & 1;

    private float[][] Buffers() => [.. _vertices.Select(static v => new float[BlockBytes * 8 * v.ReportLength])];

    private void Round(byte[] block, int length, byte[] before, int beforeLength, ushort[] mixed)
    {
        float[][] ahead = _ahead!, behind = _behind!;
        bool learning = Learning;
        Parallel.For(0, _vertices.Length + 1, new ParallelOptions { MaxDegreeOfParallelism = _threads.Threads }, part =>
        {
            if (part > 0) RunAhead(_vertices[part - 1], block.AsSpan(0, length), ahead[part - 1]);
            else Follow(before.AsSpan(0, beforeLength), behind, mixed, learning);
        });
    }

    private static void RunAhead(FemtoModel vertex, ReadOnlySpan<byte> bytes, Span<float> reports)
    {
        int length = vertex.ReportLength;
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            vertex.Report(reports.Slice(bit * length, length));
            vertex.Advance(Bit(bytes, bit));
        }
    }

    private void Follow(ReadOnlySpan<byte> bytes, float[][] reports, Span<ushort> mixed, bool learning)
    {
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            for (int i = 0; i < reports.Length; i++)
            {
                Span<float> heard = Heard(i);
                reports[i].AsSpan(bit * heard.Length, heard.Length).CopyTo(heard);
            }

            mixed[bit] = (ushort)Integrate();
            Take(Bit(bytes, bit), learning);
        }
    }

    /// <summary>
    /// Threads that keep their vertices in step, bit by bit. The caller works too; one word says how many bits are out, one word a
    /// helper how many it has taken in. Waiting is looking, because a bit takes some microseconds and waking a thread as long.
    /// </summary>
    private sealed class Crew : IDisposable
    {
        private const int Line = 32; // words: helpers write to cache lines of their own
        private readonly FemtoModel[] _vertices;
        private readonly Thread[] _helpers;
        private readonly int[] _done;
        private readonly float[][] _said; // by vertex: a helper writes only those of its own
        private readonly int _workers;
        private int _order;
        private int _turn;

        public Crew(FemtoModel[] vertices, int helpers)
        {
            _vertices = vertices;
            _done = new int[(helpers + 1) * Line];
            _said = [.. vertices.Select(static v => new float[v.ReportLength])];
            _workers = helpers + 1;
            _helpers = [.. Enumerable.Range(1, helpers).Select(me => new Thread(() => Help(me)) { IsBackground = true, Name = "cube" })];
            _order = -1; // the first turn only predicts
            _turn = 1;
            foreach (Thread helper in _helpers) helper.Start();
            Work(0, -1, predict: true);
        }

        /// <summary>Waits for all and tells what the vertices say.</summary>
        public void Predicted(CubeModel centre)
        {
            Meet();
            for (int i = 0; i < _vertices.Length; i++) _said[i].CopyTo(centre.Heard(i));
        }

        /// <summary>Gives the bit out to the helpers.</summary>
        public void Give(int bit, bool predict)
        {
            _order = bit | (predict ? 0 : 2);
            Volatile.Write(ref _turn, _turn + 1);
        }

        /// <summary>The caller's own vertices take the bit in, and predict the next.</summary>
        public void Work(int bit, bool predict) => Work(0, bit, predict);

        public void Dispose()
        {
            Meet();
            _order = 4;
            Volatile.Write(ref _turn, _turn + 1);
            foreach (Thread helper in _helpers) helper.Join();
        }

        private void Help(int me)
        {
            for (int turn = 1; ; turn++)
            {
                for (int look = 0; Volatile.Read(ref _turn) < turn; look++) Wait(look);
                int order = _order;
                if (order == 4) return;
                Work(me, order < 0 ? -1 : order & 1, predict: order < 0 || (order & 2) == 0);
                Volatile.Write(ref _done[me * Line], turn);
            }
        }

        private void Work(int me, int bit, bool predict)
        {
            for (int i = me; i < _vertices.Length; i += _workers)
            {
                if (bit >= 0) _vertices[i].Advance(bit);
                if (predict) _vertices[i].Report(_said[i]);
            }
        }

        private void Meet()
        {
            for (int me = 1; me < _workers; me++)
                for (int look = 0; Volatile.Read(ref _done[me * Line]) < _turn; look++) Wait(look);
        }

        private static void Wait(int look)
        {
            if (look < Looks) Thread.SpinWait(1);
            else Thread.Yield();
        }
    }
}
