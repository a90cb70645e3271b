namespace Unum.Node.Hive;

/// <summary>What this node's own mind says to a question.</summary>
internal sealed record LocalAnswer(string Node, string Specialisation, string Text, double Surprise, long ModelBytes);
