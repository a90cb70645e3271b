namespace Unum.Femto.Core;

/// <summary>How well a frozen core says what follows.</summary>
public static class CoreScore
{
    /// <summary>Bits per byte of the bytes from <paramref name="from"/> on, each predicted from up to 32 bytes before it.</summary>
    /// <param name="weights">The core.</param>
    /// <param name="bytes">A text; what lies before <paramref name="from"/> is context only.</param>
    /// <param name="from">The first byte that counts.</param>
    /// <param name="pairs">A table trained with the core.</param>
    /// <param name="stopping">Asked now and then.</param>
    public static double BitsPerByte(CoreWeights weights, ReadOnlySpan<byte> bytes, int from = 0, CorePairs? pairs = null, CancellationToken stopping = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(from, bytes.Length);
        CoreReader reader = new(weights);
        Span<float> logits = stackalloc float[CoreWeights.Symbols];
        double nats = 0;
        for (int i = Math.Max(0, from - CoreWeights.Window); i < bytes.Length; i++)
        {
            if ((i & 1023) == 0) stopping.ThrowIfCancellationRequested();
            if (i >= from)
            {
                reader.Logits.CopyTo(logits);
                if (pairs is not null && i > 0)
                {
                    ReadOnlySpan<float> row = pairs.After(bytes[i - 1], i > 1 ? bytes[i - 2] : (byte)0);
                    for (int c = 0; c < logits.Length; c++) logits[c] += row[c] - weights.Bias[c];
                }

                float hit = logits[bytes[i]];
                (float most, float sum) = CoreKernels.Softmax(logits);
                nats += most - hit + Math.Log(sum);
            }

            reader.Read(bytes[i]);
        }

        return nats / Math.Log(2) / (bytes.Length - from);
    }
}
