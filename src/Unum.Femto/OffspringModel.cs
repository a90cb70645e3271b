using Unum.Femto.Births;

namespace Unum.Femto;

/// <summary>
/// A mind born from a <see cref="BirthModel"/>: it reads the birth's tables without changing them and keeps what it learns itself
/// in a small memory of its own, 64 KB by default. A newborn answers as its birth does; a mixer of its own learns, bit by bit, when
/// its own memory knows better.
/// Memory: <see cref="Bytes"/> counts only its own. Time: one frozen reading of the birth and some 40 % more; no allocation after construction.
/// </summary>
public sealed partial class OffspringModel : IByteModel, INodeLook
{
    /// <summary>Own memory of an offspring unless asked otherwise, in bytes.</summary>
    public const int DefaultBytes = 64 * 1024;

    /// <summary>Least own memory in bytes.</summary>
    public const int LeastBytes = 32 * 1024;

    private readonly FemtoModel _birth;
    private readonly OffspringMemory _own;
    private bool _learning = true;

    /// <summary>A newborn.</summary>
    /// <param name="birth">Whose tables it reads.</param>
    /// <param name="bytes">Most memory of its own: <see cref="LeastBytes"/> to <see cref="FemtoModel.MostBytes"/>.</param>
    public OffspringModel(BirthModel birth, int bytes = DefaultBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, LeastBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, FemtoModel.MostBytes);
        (_of, _limit) = (birth, bytes);
        _birth = birth.Reader();
        _own = new OffspringMemory(bytes - (int)_birth.Bytes - 64);
        Kappa = _birth.Kappa;
        Invariant.Holds(Bytes <= bytes, "an offspring keeps within the memory it was given");
    }

    /// <inheritdoc/>
    public long Bytes => _own.Bytes + _birth.Bytes + 64;

    /// <inheritdoc/>
    public float Kappa { get; private set; }

    /// <inheritdoc/>
    public bool Learning
    {
        get => _learning;
        set
        {
            if (!_own.BetweenBytes) throw new InvalidOperationException("Learning is switched between bytes, not within one.");
            _own.Refind();
            _learning = value;
        }
    }

    /// <inheritdoc/>
    public int PredictBit() => _own.Predict(_birth.PredictBit(), _learning);

    /// <inheritdoc/>
    public void Advance(int bit)
    {
        _birth.Advance(bit);
        if (_learning) _own.Learn(bit);
        else _own.Follow(bit);
    }

    /// <inheritdoc/>
    public void NextByte(Span<float> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(probabilities.Length, 256, nameof(probabilities));
        if (!_own.BetweenBytes) throw new InvalidOperationException("The next byte is asked for between bytes, not within one.");
        Span<float> tree = stackalloc float[256];
        _birth.NextBits(tree);
        _own.NextBits(tree);
        BitTree.Leaves(tree, probabilities);
    }

    /// <inheritdoc/>
    float INodeLook.LookAt(int node) => _own.LookAt(node, ((INodeLook)_birth).LookAt(node));

    /// <inheritdoc/>
    void INodeLook.LookAway()
    {
        ((INodeLook)_birth).LookAway();
        _own.Refind();
    }

    /// <inheritdoc/>
    public void Restart()
    {
        Kappa += (FemtoModel.RestingKappa - Kappa) * .01f;
        _birth.Restart();
        _own.Restart();
    }
}
