namespace Unum.Node.Hive;

/// <summary>An expert that answered.</summary>
internal sealed record AskedExpert(string Node, string Specialisation, string Text, double Score, double Surprise, double Milliseconds);
