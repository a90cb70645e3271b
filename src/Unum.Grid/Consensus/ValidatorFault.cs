namespace Unum.Grid.Consensus;

/// <summary>What is wrong with a validator on purpose, to see the others cope.</summary>
public enum ValidatorFault
{
    /// <summary>Nothing: it follows the protocol.</summary>
    None,

    /// <summary>It is stopped: hears nothing, says nothing, and has lost everything that it had not written down.</summary>
    Stopped,

    /// <summary>It lies: proposes different blocks to different halves and signs votes that contradict each other.</summary>
    Equivocating,
}
