namespace Unum.Grid.Cubes;

/// <summary>The seventeen states of PackML (ANSI/ISA-TR88.00.02-2015). Names ending in -ing, and Execute, act; the others wait.</summary>
public enum PackState
{
    /// <summary>Powered and at rest after a stop; waits for Reset.</summary>
    Stopped,

    /// <summary>Getting ready to run.</summary>
    Starting,

    /// <summary>Ready; waits for Start.</summary>
    Idle,

    /// <summary>Paused by something outside; waits for Unsuspend.</summary>
    Suspended,

    /// <summary>At work.</summary>
    Execute,

    /// <summary>Coming to rest.</summary>
    Stopping,

    /// <summary>Coming to rest at once, after a fault.</summary>
    Aborting,

    /// <summary>At rest after a fault; waits for Clear.</summary>
    Aborted,

    /// <summary>Pausing for a reason inside.</summary>
    Holding,

    /// <summary>Paused for a reason inside; waits for Unhold.</summary>
    Held,

    /// <summary>Getting ready to go on after a hold.</summary>
    Unholding,

    /// <summary>Pausing for a reason outside.</summary>
    Suspending,

    /// <summary>Getting ready to go on after a suspension.</summary>
    Unsuspending,

    /// <summary>Getting ready for the next run.</summary>
    Resetting,

    /// <summary>Finishing the run.</summary>
    Completing,

    /// <summary>The run is finished; waits for Reset.</summary>
    Complete,

    /// <summary>Removing what a fault left behind.</summary>
    Clearing,
}
