using Unum.Hive.Content;

namespace Unum.Hive.Geometry;

/// <summary>Frame of measurements: up to 64 numbers that cannot be negative become a distribution. psi_i = sqrt(x_i / sum x).</summary>
public sealed class VectorFrame : IFrame
{
    /// <summary>Coordinates of a point.</summary>
    public const int Size = 64;

    private readonly byte[] _definition = "unum frame vector 64 v1"u8.ToArray();

    /// <summary>The frame; there is one.</summary>
    public VectorFrame() => Id = Cid.Of(CidCodec.Raw, _definition);

    /// <inheritdoc/>
    public int Dimension => Size;

    /// <inheritdoc/>
    public Cid Id { get; }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Definition => _definition;

    /// <inheritdoc/>
    public ModeForm Form => ModeForm.Dense;

    /// <summary>Maps measurements.</summary>
    /// <param name="measurements">At most 64 finite numbers, none negative.</param>
    /// <param name="psi">64 coordinates.</param>
    /// <returns>False when all are zero: there is no distribution.</returns>
    /// <exception cref="ArgumentException">Too many, negative or not finite.</exception>
    public static bool TryMap(ReadOnlySpan<float> measurements, Span<float> psi)
    {
        if (measurements.Length > Size) throw new ArgumentException(FormattableString.Invariant($"{measurements.Length} measurements; the frame holds {Size}."), nameof(measurements));
        psi.Clear();
        for (int i = 0; i < measurements.Length; i++)
        {
            if (!float.IsFinite(measurements[i]) || measurements[i] < 0) throw new ArgumentException(FormattableString.Invariant($"Measurement {i} is {measurements[i]}; it must be finite and not negative."), nameof(measurements));
            psi[i] = MathF.Sqrt(measurements[i]);
        }

        return FisherSphere.Normalise(psi) > 0;
    }
}
