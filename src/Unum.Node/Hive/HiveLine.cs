using Unum.Hive.Geometry;
using Unum.Hive.Instances;

namespace Unum.Node.Hive;

/// <summary>One frame's instance within a node, and its gossip.</summary>
/// <param name="Name">vector or text.</param>
/// <param name="Instance">What learns.</param>
/// <param name="Gossip">Of it.</param>
internal sealed record HiveLine(string Name, HiveInstance Instance, HiveGossip Gossip)
{
    public const string Vector = "vector";

    public const string Text = "text";

    /// <summary>Of measurements; every node's.</summary>
    public static VectorFrame VectorFrame { get; } = new();

    /// <summary>Of texts: all who know no special background agree on this one, in which every feature is equally usual.</summary>
    public static TextFrame TextFrame { get; } = TextFrame.FromBackground([]);

    /// <summary>Steps that the working copy still takes towards the basin.</summary>
    public int StepsLeft { get; set; }

    public IFrame Frame => Instance.Frame;
}
