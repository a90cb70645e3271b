namespace Unum.Grid.Cubes;

/// <summary>The nine commands of PackML (ANSI/ISA-TR88.00.02-2015).</summary>
public enum PackCommand
{
    /// <summary>From Stopped or Complete towards Idle.</summary>
    Reset,

    /// <summary>From Idle towards Execute.</summary>
    Start,

    /// <summary>Come to rest.</summary>
    Stop,

    /// <summary>Pause for a reason inside.</summary>
    Hold,

    /// <summary>Go on after a hold.</summary>
    Unhold,

    /// <summary>Pause for a reason outside.</summary>
    Suspend,

    /// <summary>Go on after a suspension.</summary>
    Unsuspend,

    /// <summary>Come to rest at once.</summary>
    Abort,

    /// <summary>From Aborted towards Stopped.</summary>
    Clear,
}
