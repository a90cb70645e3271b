namespace Unum.Grid.Cubes;

/// <summary>What a vertex said to a text, and who else heard it.</summary>
/// <param name="MessageId">Names the message in every place it reached.</param>
/// <param name="CubeId">The cube.</param>
/// <param name="Vertex">The vertex that answered.</param>
/// <param name="Text">Its completion of the text, decoded as UTF-8.</param>
/// <param name="Bytes">The completion's bytes.</param>
/// <param name="Surprise">Bits per byte that the text cost the mind before it learned from it; 0 for an empty text.</param>
/// <param name="Kappa">The mind's kappa afterwards.</param>
/// <param name="Echoes">Every other mind that read the text and the completion, nearest first.</param>
/// <param name="Unreached">Places within the hops that <see cref="ProcessOptions.MostMinds"/> or a cube's state kept out.</param>
public sealed record VertexAnswer(
    string MessageId, string CubeId, Vertex Vertex, string Text, ReadOnlyMemory<byte> Bytes, double Surprise, float Kappa, IReadOnlyList<Echo> Echoes, int Unreached);
