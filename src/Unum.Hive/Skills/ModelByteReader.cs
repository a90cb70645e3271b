using Unum.Femto;

namespace Unum.Hive.Skills;

/// <summary>Any mind of the Femto room as a frozen reader.</summary>
public sealed class ModelByteReader : IByteReader
{
    private readonly IByteModel _model;

    /// <summary>Freezes a mind.</summary>
    /// <param name="model">It no longer learns.</param>
    public ModelByteReader(IByteModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        model.Learning = false;
    }

    /// <inheritdoc/>
    public long Parameters => _model.Bytes;

    /// <inheritdoc/>
    public void NextByte(Span<float> probabilities) => _model.NextByte(probabilities);

    /// <inheritdoc/>
    public void Read(byte b) => ByteModelExtensions.Read(_model, b);

    /// <inheritdoc/>
    public void Restart() => _model.Restart();
}
