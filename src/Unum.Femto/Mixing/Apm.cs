namespace Unum.Femto.Mixing;

/// <summary>
/// Adaptive probability map: corrects a probability by what became of such probabilities in the same context before
/// (secondary symbol estimation). 24 points of the stretched axis per context, interpolated; the nearer of the two learns.
/// </summary>
internal sealed class Apm
{
    private const int Points = 24;
    private const float Spacing = 2 * Logistic.Limit / (Points - 1);
    private readonly ushort[] _map;
    private int _low;
    private float _part;

    public Apm(int contexts)
    {
        _map = new ushort[contexts * Points];
        for (int i = 0; i < _map.Length; i++)
            _map[i] = (ushort)Math.Clamp(Logistic.Squash((i % Points * Spacing) - Logistic.Limit) * 65536, 16, 65519);
    }

    /// <summary>Counted memory in bytes.</summary>
    public int Bytes => _map.Length * sizeof(ushort);

    /// <summary>The learned map, for saving.</summary>
    public ushort[] Map => _map;

    /// <summary>A map of the same content with a place of its own; neither may learn from then on.</summary>
    public Apm Reader() => (Apm)MemberwiseClone();

    /// <summary>The corrected probability, in (0, 1), of a stretched probability in a context.</summary>
    public float Refine(float stretched, int context)
    {
        float place = (Math.Clamp(stretched, -Logistic.Limit + .001f, Logistic.Limit - .001f) + Logistic.Limit) * (1 / Spacing);
        int step = (int)place;
        _part = place - step;
        _low = (context * Points) + step;
        return ((_map[_low] * (1 - _part)) + (_map[_low + 1] * _part)) * (1f / 65536);
    }

    /// <summary>Learns from the bit that came; a shift of 6 remembers about 64 bits.</summary>
    public void Learn(int bit, int shift)
    {
        int target = bit == 0 ? 0 : 65535;
        ref ushort near = ref _map[_part >= .5f ? _low + 1 : _low];
        near = (ushort)(near + ((target - near) >> shift));
    }
}
