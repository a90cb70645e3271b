namespace Unum.Femto;

/// <summary>A model that can say how likely a 1 is at any one node of the next byte's bits, without computing the others.</summary>
internal interface INodeLook
{
    /// <summary>Probability of a 1 at a node (see <see cref="BitTree"/>), between bytes.</summary>
    float LookAt(int node);

    /// <summary>Ends the looking: the model stands between bytes again. Required before it reads on.</summary>
    void LookAway();
}
