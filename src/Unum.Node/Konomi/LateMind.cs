using Unum.Femto;

namespace Unum.Node.Konomi;

/// <summary>A mind that is made when it first reads: a cube of which only a corner is used keeps one mind, not nine.</summary>
/// <param name="make">Makes it.</param>
/// <param name="made">A mind that is there already.</param>
internal sealed class LateMind(Func<IByteModel> make, IByteModel? made = null) : IByteModel
{
    private IByteModel? _mind = made;
    private bool _learning = true;

    /// <inheritdoc/>
    public long Bytes => _mind?.Bytes ?? 0;

    /// <inheritdoc/>
    public bool Learning
    {
        get => _mind?.Learning ?? _learning;
        set
        {
            _learning = value;
            if (_mind is not null) _mind.Learning = value;
        }
    }

    /// <inheritdoc/>
    public float Kappa => _mind?.Kappa ?? KonomiService.RestingKappa;

    /// <summary>The mind; null while it has read nothing.</summary>
    public IByteModel? Made => _mind;

    private IByteModel Mind
    {
        get
        {
            if (_mind is not null) return _mind;
            _mind = make();
            _mind.Learning = _learning;
            return _mind;
        }
    }

    /// <inheritdoc/>
    public int PredictBit() => Mind.PredictBit();

    /// <inheritdoc/>
    public void Advance(int bit) => Mind.Advance(bit);

    /// <inheritdoc/>
    public void NextByte(Span<float> probabilities) => Mind.NextByte(probabilities);

    /// <inheritdoc/>
    public void Restart() => Mind.Restart();
}
