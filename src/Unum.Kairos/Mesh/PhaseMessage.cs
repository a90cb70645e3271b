using System.Numerics;

namespace Unum.Kairos.Mesh;

/// <summary>What a node broadcasts each beat: its phase and coherence, nothing else of what it senses.</summary>
/// <param name="NodeId">Who speaks: 1-64 printable characters, unique in a mesh.</param>
/// <param name="Phase">Local state h, |h| in [0, 1].</param>
/// <param name="Coherence">Local coherence in [0, 1].</param>
/// <param name="Timestamp">The sender's own clock when it spoke.</param>
/// <param name="Seq">Grows with every message of a sender; a sequence number seen before is a replay.</param>
/// <param name="Weight">Capability of the sender as it states it, in (0, 1000]; receivers cap and fade it.</param>
public sealed record PhaseMessage(
    string NodeId, Complex Phase, double Coherence, DateTimeOffset Timestamp, long Seq, double Weight = 1);
