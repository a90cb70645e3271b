namespace Unum.Kairos.Mesh;

/// <summary>How a peer stands with this node.</summary>
public enum PeerStatus
{
    /// <summary>Heard within its last beats; counts with its whole weight.</summary>
    Live,

    /// <summary>Overdue; its weight is falling.</summary>
    Fading,

    /// <summary>Silent for as many beats as make it gone; does not count until it speaks again.</summary>
    Lost,

    /// <summary>Its clock misbehaves; it is listened to, but nothing that it says counts until it has behaved for a while.</summary>
    Quarantined,
}
