using System.Text;
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

    /// <summary>A point of a line's frame.</summary>
    /// <returns>The line's name and the point.</returns>
    /// <exception cref="ArgumentException">Nothing in it that the frame could place.</exception>
    public static (string Line, float[] Psi) Place(float[]? vector, string? text)
    {
        if (vector is null == text is null) throw new ArgumentException("Give either 'vector' or 'text'.");
        float[] psi = new float[vector is null ? TextFrame.Dimension : VectorFrame.Dimension];
        bool mapped = vector is null ? TextFrame.TryMap(Encoding.UTF8.GetBytes(text!), psi) : VectorFrame.TryMap(vector, psi);
        return mapped ? (vector is null ? Text : Vector, psi) : throw new ArgumentException(vector is null ? "There is no word in the text." : "All measurements are zero.");
    }
}
