namespace Unum.Kairos.Mesh;

/// <summary>Why a message was refused. Each is counted; none ends anything.</summary>
public enum RefusalReason
{
    /// <summary>It was not refused.</summary>
    None,

    /// <summary>Not the JSON of a phase message, a field missing or twice, or a name that no node may have.</summary>
    Malformed,

    /// <summary>Longer than a frame may be.</summary>
    Oversized,

    /// <summary>A key is set and the message carries no code, or a wrong one.</summary>
    Unauthenticated,

    /// <summary>A phase or coherence that is not a number, infinite or out of its range.</summary>
    OutOfRange,

    /// <summary>A weight that is not a number, not positive or absurdly large.</summary>
    AbsurdWeight,

    /// <summary>It bears this node's own name: an echo or an impostor.</summary>
    Self,

    /// <summary>This very message (sequence number and timestamp) was seen before.</summary>
    Replay,

    /// <summary>A newer message of the same node is known already; this one came too late to matter.</summary>
    Superseded,

    /// <summary>Too old by its sender's own, aligned clock.</summary>
    Stale,

    /// <summary>From the future by its sender's own, aligned clock.</summary>
    Future,

    /// <summary>Its sender's clock jumped, drifts or is too far off; it is listened to but does not count until it behaves.</summary>
    Quarantined,

    /// <summary>A new name, and as many nodes are known as may be.</summary>
    NodeLimit,

    /// <summary>More messages than one link may bring.</summary>
    RateLimited,
}
