namespace Unum.Kairos.Connectivity;

/// <summary>
/// The plain form of <see cref="ConnectivityTracker"/>: one sample at a time, one pair at a time, in doubles. Slow; kept so that the fast one
/// can be checked against it.
/// </summary>
internal sealed class ConnectivityReference(int channels, double forget)
{
    private readonly Sums[] _pairs = new Sums[channels * channels];
    private double _weight;
    private double _square;

    public void Update(ReadOnlySpan<float> re, ReadOnlySpan<float> im)
    {
        double keep = 1 - forget;
        _weight = (_weight * keep) + 1;
        _square = (_square * keep * keep) + 1;
        for (int i = 0; i < channels; i++)
        {
            for (int j = i; j < channels; j++)
            {
                double a = re[i], b = im[i], c = re[j], e = im[j];
                double real = (a * c) + (b * e), d = (b * c) - (a * e);
                double norm = Math.Sqrt((a * a) + (b * b)) * Math.Sqrt((c * c) + (e * e));
                bool phased = norm > 0;
                ref Sums s = ref _pairs[(i * channels) + j];
                s.UnitRe = (s.UnitRe * keep) + (phased ? real / norm : 0);
                s.UnitIm = (s.UnitIm * keep) + (phased ? d / norm : 0);
                s.Own = (s.Own * keep * keep) + (phased ? 1 : 0);
                s.Re = (s.Re * keep) + real;
                s.Im = (s.Im * keep) + d;
                s.Magnitude = (s.Magnitude * keep) + Math.Abs(d);
                s.Square = (s.Square * keep * keep) + (d * d);
                s.Sign = (s.Sign * keep) + Math.Sign(d);
            }
        }
    }

    public double Read(ConnectivityMeasure measure, int i, int j)
    {
        Sums s = _pairs[(i * channels) + j];
        double powerI = _pairs[(i * channels) + i].Re, powerJ = _pairs[(j * channels) + j].Re;
        return measure switch
        {
            ConnectivityMeasure.Plv => MeasureFormulas.Plv(s.UnitRe, s.UnitIm, _weight),
            ConnectivityMeasure.CiPlv => MeasureFormulas.CiPlv(s.UnitRe, s.UnitIm, _weight),
            ConnectivityMeasure.Ppc => MeasureFormulas.Ppc(s.UnitRe, s.UnitIm, s.Own, _weight, _square),
            ConnectivityMeasure.Pli => MeasureFormulas.Pli(s.Sign, _weight),
            ConnectivityMeasure.Wpli => MeasureFormulas.Wpli(s.Im, s.Magnitude),
            ConnectivityMeasure.Wpli2Debiased => MeasureFormulas.Wpli2Debiased(s.Im, s.Magnitude, s.Square),
            ConnectivityMeasure.Coherence => MeasureFormulas.Coherence(s.Re, s.Im, powerI, powerJ),
            ConnectivityMeasure.ImaginaryCoherence => MeasureFormulas.ImaginaryCoherence(s.Im, powerI, powerJ),
            _ => throw new ArgumentOutOfRangeException(nameof(measure), measure, "Not a measure."),
        };
    }

    private struct Sums
    {
        public double UnitRe, UnitIm, Own, Re, Im, Magnitude, Square, Sign;
    }
}
