using Unum.Femto.Core;

namespace Unum.Hive.Skills;

/// <summary>A core as a reader, with or without a table of pairs that was trained with it.</summary>
/// <param name="core">Shared, not copied.</param>
/// <param name="pairs">The table; or null.</param>
public sealed class CoreByteReader(CoreWeights core, CorePairs? pairs = null) : IByteReader
{
    private readonly CoreReader _reader = new(core);
    private byte _last;
    private byte _before;

    /// <inheritdoc/>
    public long Parameters => CoreWeights.Count + (pairs is null ? 0 : CorePairs.Count);

    /// <inheritdoc/>
    public void NextByte(Span<float> probabilities)
    {
        if (pairs is null || _reader.Position == 0)
        {
            _reader.NextByte(probabilities);
            return;
        }

        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, CoreWeights.Symbols, nameof(probabilities));
        ReadOnlySpan<float> logits = _reader.Logits, row = pairs.After(_last, _before);
        float most = float.NegativeInfinity, sum = 0;
        for (int i = 0; i < probabilities.Length; i++)
        {
            probabilities[i] = logits[i] + row[i] - core.Values[CoreWeights.BiasAt + i];
            most = MathF.Max(most, probabilities[i]);
        }

        foreach (ref float p in probabilities)
        {
            p = MathF.Exp(p - most);
            sum += p;
        }

        foreach (ref float p in probabilities) p /= sum;
    }

    /// <inheritdoc/>
    public void Read(byte b)
    {
        _reader.Read(b);
        (_before, _last) = (_last, b);
    }

    /// <inheritdoc/>
    public void Restart()
    {
        _reader.Restart();
        (_before, _last) = (0, 0);
    }
}
