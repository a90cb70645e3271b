namespace Unum.Kairos.Mesh;

/// <summary>Takes a message for a node, usually <see cref="MeshView.Admit"/> with the node's clock.</summary>
public delegate Admission PhaseReceiver(in PhaseMessage message);
