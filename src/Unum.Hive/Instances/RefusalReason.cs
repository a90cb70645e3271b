namespace Unum.Hive.Instances;

/// <summary>Why a delta was refused, in the order in which it is examined.</summary>
public enum RefusalReason
{
    /// <summary>More bytes than any delta has.</summary>
    TooLarge,

    /// <summary>Not a delta in canonical form.</summary>
    Malformed,

    /// <summary>Its modes are written in another form than the hive's frame has.</summary>
    OtherForm,

    /// <summary>A skill that is a difference to another core than the one that is here.</summary>
    OtherCore,

    /// <summary>Nobody has shown the public key of its author yet.</summary>
    UnknownKey,

    /// <summary>The signature is not the author's.</summary>
    BadSignature,

    /// <summary>The hive has a list of authors and this one is not on it.</summary>
    AuthorNotAllowed,

    /// <summary>The instance holds as many authors or deltas as it may.</summary>
    Full,

    /// <summary>Its parent is unknown and there is no room to wait for it.</summary>
    ParentUnknown,

    /// <summary>It does not come after its parent.</summary>
    Replay,

    /// <summary>Its author signed two different deltas with one number: from then on nothing of this author counts.</summary>
    Equivocation,

    /// <summary>Every mode lies too far from what the others say.</summary>
    Outlier,

    /// <summary>The validators' held-out examples speak against every mode that they can judge.</summary>
    VotedDown,

    /// <summary>A skill that saves nothing on the held-out text of its kind that this instance has.</summary>
    DoesNotHelp,
}
