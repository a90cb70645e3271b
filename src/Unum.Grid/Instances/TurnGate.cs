namespace Unum.Grid.Instances;

/// <summary>
/// Readers together, or the one writer. Nobody starves: when the writer leaves, all readers that wait go before it comes back; while it waits, no new reader
/// goes before it. So a reader waits for at most one turn of the writer and the writer for one turn of readers. (Phase-fair; Brandenburg and Anderson, 2010.)
/// </summary>
internal sealed class TurnGate
{
    private readonly object _gate = new();
    private bool _writing, _writerWaits;
    private int _reading, _waiting;
    private long _phase;

    /// <summary>Enters as a reader; false when it took too long.</summary>
    public bool TryEnterRead(TimeSpan patience)
    {
        lock (_gate)
        {
            if (!_writing && !_writerWaits)
            {
                _reading++;
                return true;
            }

            _waiting++;
            long phase = _phase, started = Environment.TickCount64;
            while (_phase == phase)
            {
                TimeSpan left = patience - TimeSpan.FromMilliseconds(Environment.TickCount64 - started);
                if (left > TimeSpan.Zero && Monitor.Wait(_gate, left)) continue;
                if (_phase != phase) break;
                _waiting--;
                return false;
            }

            return true; // it was counted as reading when its phase began
        }
    }

    public void ExitRead()
    {
        lock (_gate)
        {
            if (--_reading == 0) Monitor.PulseAll(_gate);
        }
    }

    public void EnterWrite()
    {
        lock (_gate)
        {
            _writerWaits = true;
            while (_reading > 0) Monitor.Wait(_gate);
            (_writing, _writerWaits) = (true, false);
        }
    }

    public void ExitWrite()
    {
        lock (_gate)
        {
            _writing = false;
            _phase++;
            _reading += _waiting;
            _waiting = 0;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>The writer lets those in who wait, if anybody does.</summary>
    public void LetReadersIn()
    {
        lock (_gate)
        {
            if (_waiting == 0) return;
        }

        ExitWrite();
        EnterWrite();
    }
}
