using Unum.Hive.Content;
using Unum.Hive.Discovery;

namespace Unum.Hive.Experts;

/// <summary>An expert's answer with its rank.</summary>
/// <param name="Node">Who.</param>
/// <param name="Specialisation">As an expert of what.</param>
/// <param name="Text">What it said.</param>
/// <param name="Surprise">Bits a byte of the question, as the expert says.</param>
/// <param name="Score">(0, 1]: trust in the expert times 2^-surprise, the probability that it gave a byte of the question on average.</param>
/// <param name="Basin">Where it stands, as it says.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record ExpertAnswer(DhtId Node, string Specialisation, string Text, double Surprise, double Score, Digest256 Basin, double Milliseconds);
