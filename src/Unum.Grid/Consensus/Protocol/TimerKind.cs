namespace Unum.Grid.Consensus.Protocol;

/// <summary>What a timer of a validator is for.</summary>
internal enum TimerKind
{
    /// <summary>The leader's time is up; the id is the round.</summary>
    Round,

    /// <summary>A leader with nothing new pushes what is unfinished to its end with an empty block; the id is the round.</summary>
    Push,

    /// <summary>A finalise that waited for a vote to travel with travels alone; the id is the round it finalises.</summary>
    Finalise,

    /// <summary>Say again what may have been lost; the id tells the latest of them.</summary>
    Tick,
}
