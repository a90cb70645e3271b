using Unum.Hive.Geometry;

namespace Unum.Hive.Trials;

/// <summary>Points of a frame with their concepts, in a random order that the seed gives.</summary>
/// <param name="Name">Of the data set.</param>
/// <param name="Frame">Its frame.</param>
/// <param name="Train">For the instances to learn from.</param>
/// <param name="Test">Nobody learns from these.</param>
/// <param name="Concepts">All concepts.</param>
/// <param name="ExampleBytes">What one raw example takes on the wire.</param>
/// <param name="ModesPerConcept">What suits it.</param>
public sealed record Labelled(string Name, IFrame Frame, IReadOnlyList<(float[] Psi, uint Concept)> Train, IReadOnlyList<(float[] Psi, uint Concept)> Test, IReadOnlyList<uint> Concepts, int ExampleBytes, int ModesPerConcept);
