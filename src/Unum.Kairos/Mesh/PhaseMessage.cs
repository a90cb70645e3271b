using System.Numerics;

namespace Unum.Kairos.Mesh;

/// <summary>What a node broadcasts each beat: its phase and coherence, nothing else of what it senses.</summary>
/// <param name="NodeId">Who speaks: 1-64 printable characters, unique in a mesh.</param>
/// <param name="Phase">Local state h, |h| in [0, 1].</param>
/// <param name="Coherence">Local coherence in [0, 1].</param>
/// <param name="Timestamp">The sender's own clock when it spoke.</param>
/// <param name="Seq">Grows with every message of a sender; a sequence number seen before is a replay.</param>
/// <param name="Weight">Capability of the sender as it states it, in (0, 1000]; receivers cap and fade it.</param>
public readonly record struct PhaseMessage(
    string NodeId, Complex Phase, double Coherence, DateTimeOffset Timestamp, long Seq, double Weight = 1)
{
    /// <summary>The largest weight that a node may state; more is absurd and refused.</summary>
    public const double MaxWeight = 1000;

    /// <summary>How far above 1 a magnitude may lie because a sender rounded.</summary>
    public const double Rounding = 1e-6;

    /// <summary>Checks what can be judged from the message alone; never throws, allocates nothing.</summary>
    /// <returns>Accepted, or the first rule that it breaks.</returns>
    public Admission Check()
    {
        if (!Mesh.NodeId.IsValid(NodeId)) return Admission.Refuse(RefusalReason.Malformed, "node_id must be 1-64 printable characters");
        if (Seq < 0) return Admission.Refuse(RefusalReason.Malformed, "seq must not be negative");

        // Written so that NaN fails every one of them.
        double square = (Phase.Real * Phase.Real) + (Phase.Imaginary * Phase.Imaginary);
        if (!(square <= (1 + Rounding) * (1 + Rounding))) return Admission.Refuse(RefusalReason.OutOfRange, "|phase| must be in [0, 1]");
        if (!(Coherence >= 0 && Coherence <= 1 + Rounding)) return Admission.Refuse(RefusalReason.OutOfRange, "coherence must be in [0, 1]");
        if (!(Weight > 0 && Weight <= MaxWeight)) return Admission.Refuse(RefusalReason.AbsurdWeight, "weight must be in (0, 1000]");
        return Admission.Accept;
    }
}
