namespace Unum.Kairos.Witness;

/// <summary>A node's model of itself: what it expects its own phase velocity and coherence to be at the next beat.</summary>
/// <remarks>
/// <para><b>Model.</b> x' = mu + b + A (x - mu) + e, x = (phase velocity, coherence): a vector autoregression of order one, fitted
/// by least squares with exponential forgetting from running means and covariances (the recursive least squares of Plackett, 1950,
/// in the form that cannot wind up when nothing happens). Below the sensors' resolution it does not fit.</para>
/// <para><b>Surprise.</b> The innovation e, divided by sqrt(1 + leverage) because young coefficients err, is weighed against its
/// own running covariance S of nu effective beats: T^2 = e' S^-1 e is Hotelling's, and its survival has the closed form
/// (1 + T^2/nu)^(-(nu - 1)/2), which tends to the chi-square law e^{-T^2/2}. Surprise is -log2 of it. It is exact for Gaussian
/// innovations; heavier tails surprise more often than they say.</para>
/// <para><b>Shocks.</b> An innovation beyond T^2 = 200 is learned as if it were that large: one broken reading is reported in
/// full and forgotten soon, a new way of being becomes normal within some tens of beats.</para>
/// <para>O(1) memory and time a beat (about 60 numbers), no allocation. Not thread-safe.</para>
/// </remarks>
public sealed class SelfModel
{
    private const double Shock = 200;
    private const int Young = 8; // pairs before the first prediction, residuals before the first surprise

    private readonly double _forgetting;
    private readonly double _floorV, _floorC;   // resolution squared
    private long _pairs, _residuals;
    private double _lastV, _lastC;
    private bool _hasLast;
    private double _fromV, _fromC, _toV, _toC;  // means of x and of x' over the remembered pairs
    private Matrix2 _from, _across;             // cov(x, x), cov(x', x)
    private Matrix2 _gain;                      // A
    private Matrix2 _noise;                     // S

    /// <summary>A newborn model.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public SelfModel(SelfModelOptions? options = null)
    {
        options ??= new SelfModelOptions();
        options.Check();
        _forgetting = 2.0 / (options.Memory + 1);
        _floorV = options.VelocityResolution * options.VelocityResolution;
        _floorC = options.CoherenceResolution * options.CoherenceResolution;
    }

    /// <summary>Whether it has seen enough to be surprised.</summary>
    public bool IsCalibrated => _residuals >= Young;

    /// <summary>The last surprise.</summary>
    public Surprise Last { get; private set; }

    /// <summary>What it expects at the next beat; meaningful once <see cref="IsCalibrated"/>.</summary>
    public (double PhaseVelocity, double Coherence) Expected
    {
        get
        {
            (double v, double c) = _gain.Times(_lastV - _fromV, _lastC - _fromC);
            return (_toV + v, _toC + c);
        }
    }

    /// <summary>Expected standard deviations of the next beat around <see cref="Expected"/>.</summary>
    public (double PhaseVelocity, double Coherence) Uncertainty => (Math.Sqrt(_noise.A + _floorV), Math.Sqrt(_noise.D + _floorC));

    /// <summary>The model as it stands, to be applied to itself.</summary>
    public LinearSelf Snapshot() =>
        new(_fromV, _fromC, _toV - _fromV, _toC - _fromC, _gain, _noise + Matrix2.Diagonal(_floorV, _floorC));

    /// <summary>The witness W = G[W] of this model, from where the node is now.</summary>
    public WitnessFixedPoint Witness(double tolerance = 1e-6) =>
        WitnessFixedPoint.Find(Snapshot(), _hasLast ? _lastV : _fromV, _hasLast ? _lastC : _fromC, tolerance);

    /// <summary>Takes one beat: predicts it, is surprised, learns.</summary>
    /// <param name="phaseVelocity">rad/s (any steady unit will do).</param>
    /// <param name="coherence">Local coherence in [0, 1].</param>
    /// <returns>The surprise of this beat; none for a reading that is not finite (or beyond 1e50), which is skipped like a gap.</returns>
    public Surprise Observe(double phaseVelocity, double coherence)
    {
        if (!(Math.Abs(phaseVelocity) < 1e50 && Math.Abs(coherence) < 1e50)) // beyond, squares of variances overflow
        {
            _hasLast = false;
            return Last = default;
        }

        if (!_hasLast)
        {
            (_lastV, _lastC, _hasLast) = (phaseVelocity, coherence, true);
            return Last = default;
        }

        double v = phaseVelocity, c = coherence;
        Last = _pairs >= Young ? Compare(ref v, ref c) : default;
        Learn(v, c);
        (_lastV, _lastC) = (phaseVelocity, coherence);
        return Last;
    }

    // Weighs the innovation; shortens (v, c) towards what was expected when it is a shock.
    private Surprise Compare(ref double v, ref double c)
    {
        (double expectedV, double expectedC) = Expected;
        double dv = _lastV - _fromV, dc = _lastC - _fromC;
        double leverage = (1 + Floored(_from).Inverse().Form(dv, dc)) / Effective(_pairs);
        double shrink = 1 / Math.Sqrt(1 + leverage);
        double ev = (v - expectedV) * shrink, ec = (c - expectedC) * shrink;

        Surprise surprise = default;
        double step = Gain(++_residuals);
        if (_residuals > Young)
        {
            Matrix2 spread = Floored(_noise);
            double nu = Effective(_residuals - 1), t2 = Math.Max(0, spread.Inverse().Form(ev, ec));
            double bits = Math.Min(64, .5 * (nu - 1) * Math.Log2(1 + t2 / nu));
            surprise = new Surprise(bits, ev / Math.Sqrt(spread.A), ec / Math.Sqrt(spread.D));
            if (t2 > Shock)
            {
                double keep = Math.Sqrt(Shock / t2);
                (ev, ec) = (keep * ev, keep * ec);
                (v, c) = (expectedV + keep * (v - expectedV), expectedC + keep * (c - expectedC));
            }
        }

        _noise = (1 - step) * _noise + step * new Matrix2(ev * ev, ev * ec, ev * ec, ec * ec);
        return surprise;
    }

    private void Learn(double v, double c)
    {
        double step = Gain(++_pairs);
        double xv = _lastV - _fromV, xc = _lastC - _fromC, yv = v - _toV, yc = c - _toC;
        _fromV += step * xv;
        _fromC += step * xc;
        _toV += step * yv;
        _toC += step * yc;
        double keep = 1 - step;
        _from = keep * (_from + step * new Matrix2(xv * xv, xv * xc, xv * xc, xc * xc));
        _across = keep * (_across + step * new Matrix2(yv * xv, yv * xc, yc * xv, yc * xc));
        _gain = _across * Floored(_from).Inverse();
    }

    private double Gain(long n) => Math.Max(1.0 / n, _forgetting);

    private double Effective(long n) => Math.Min(n, 2 / _forgetting - 1);

    // Resolution, and a hair of the size, so that two numbers that move as one still leave an inverse.
    private Matrix2 Floored(in Matrix2 covariance) =>
        covariance + Matrix2.Diagonal(_floorV + 1e-9 * covariance.A, _floorC + 1e-9 * covariance.D);
}
