using Unum.Femto.Core;

namespace Unum.Hive.Skills;

/// <summary>
/// A mind that keeps what it is and runs the skills it was given beside itself: all read the same bytes, and a fixed-share posterior (<see cref="FixedShare"/>) says who is to be believed.
/// Nothing is averaged into its own weights, so nothing of its own can be lost: the price is the posterior's, at most log2(1 / (1 - share)) bits a byte and a few bits a change.
/// The last expert knows nothing (each byte 1/256): what nobody knows costs about 8 bits a byte and not without bound.
/// <para>Time: that of the minds. Memory: theirs and 1 KB a mind. Not safe from several threads.</para>
/// </summary>
public sealed class SkilledMind
{
    /// <summary>How often, in bytes, the kind of text is expected to change.</summary>
    public const double BytesBetweenChanges = 1024;

    private const float Uniform = 1f / CoreWeights.Symbols;
    private readonly IByteReader[] _minds;
    private readonly float[][] _next;
    private readonly double[] _hit;
    private readonly FixedShare _posterior;

    /// <summary>A mind with skills.</summary>
    /// <param name="own">Of any size and kind.</param>
    /// <param name="skills">Cores with a skill; none is allowed.</param>
    public SkilledMind(IByteReader own, params IReadOnlyCollection<IByteReader> skills)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(skills);
        _minds = [own, .. skills];
        _next = [.. _minds.Select(static _ => new float[CoreWeights.Symbols])];
        _hit = new double[_minds.Length + 1];
        _posterior = new FixedShare(_minds.Length + 1, 1 / BytesBetweenChanges);
        Look();
    }

    /// <summary>Belief in its own mind, then in each skill, then in nobody.</summary>
    public ReadOnlySpan<double> Belief => _posterior.Weights;

    /// <summary>Probabilities of the 256 next bytes.</summary>
    public void NextByte(Span<float> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, CoreWeights.Symbols, nameof(probabilities));
        probabilities.Fill((float)_posterior.Weights[^1] * Uniform);
        for (int m = 0; m < _minds.Length; m++)
        {
            float weight = (float)_posterior.Weights[m];
            for (int i = 0; i < probabilities.Length; i++) probabilities[i] += weight * _next[m][i];
        }
    }

    /// <summary>Reads a byte.</summary>
    /// <returns>Its surprise in bits.</returns>
    public double Read(byte b)
    {
        for (int m = 0; m < _minds.Length; m++) _hit[m] = _next[m][b];
        _hit[^1] = Uniform;
        double surprise = -Math.Log2(_posterior.Update(_hit));
        foreach (IByteReader mind in _minds) mind.Read(b);
        Look();
        return surprise;
    }

    /// <summary>Reads bytes.</summary>
    /// <returns>Mean surprise in bits a byte.</returns>
    public double Read(ReadOnlySpan<byte> bytes)
    {
        double bits = 0;
        foreach (byte b in bytes) bits += Read(b);
        return bits / Math.Max(1, bytes.Length);
    }

    /// <summary>Starts a new stream, believing all equally.</summary>
    public void Restart()
    {
        foreach (IByteReader mind in _minds) mind.Restart();
        _posterior.Restart();
        Look();
    }

    private void Look()
    {
        for (int m = 0; m < _minds.Length; m++) _minds[m].NextByte(_next[m]);
    }
}
