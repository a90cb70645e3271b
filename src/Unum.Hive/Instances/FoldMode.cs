using Unum.Hive.Geometry;
using Unum.Hive.Merging;
using Unum.Hive.Packets;

namespace Unum.Hive.Instances;

/// <summary>One mode of the canonical basin: who speaks of it and what comes of it.</summary>
internal sealed class FoldMode(ModeId id)
{
    private const int LeastForOutliers = 4;
    private const int LeastForRobust = 3;
    private const double OutlierFactor = 3;
    private readonly List<FoldAuthor> _speakers = []; // by ascending author
    private readonly HashSet<FoldAuthor> _outliers = [];
    private readonly HashSet<FoldAuthor> _borneOut = [];

    /// <summary>The merged mode; null when nobody who counts speaks of it.</summary>
    public ModeRecord? Result { get; private set; }

    public bool IsOutlier(FoldAuthor author) => _outliers.Contains(author);

    public void Speak(FoldAuthor author)
    {
        int at = _speakers.Count;
        while (at > 0 && _speakers[at - 1].Chain.Author.Value > author.Chain.Author.Value) at--;
        if (at == 0 || _speakers[at - 1] != author) _speakers.Insert(at, author);
    }

    /// <summary>Takes back an author who says nothing of this mode any more.</summary>
    public void Forget(FoldAuthor author)
    {
        if (author.Find(id) is not null || !_speakers.Remove(author)) return;
        if (_outliers.Remove(author)) author.Outliers--;
        if (_borneOut.Remove(author)) author.BorneOut--;
    }

    /// <summary>Whom the founders bear out: who is nearer than an outlier could be to the founders' mean.</summary>
    public void BearOut(IFrame frame)
    {
        Contribution[] founders = [.. _speakers.Where(static a => a.IsFounder).Select(a => new Contribution(Direction(a, frame), Claim(a)))];
        double[]? centre = founders.Length == 0 ? null : RobustCentre.Median(founders);
        foreach (FoldAuthor author in _speakers)
        {
            bool near = centre is not null && !author.IsFounder && Distance(centre, Direction(author, frame)) <= CanonicalFold.LeastOutlierDistance;
            if (near && _borneOut.Add(author)) author.BorneOut++;
            else if (!near && _borneOut.Remove(author)) author.BorneOut--;
        }
    }

    /// <summary>Whose statement lies too far from the weighted median of all.</summary>
    public void FindOutliers(IFrame frame)
    {
        List<(FoldAuthor Author, double Weight)> counted = Weigh(static a => a.FirstWeight, without: null, out _);
        HashSet<FoldAuthor> now = [];
        if (counted.Count >= LeastForOutliers)
        {
            Contribution[] said = [.. counted.Select(c => new Contribution(Direction(c.Author, frame), c.Weight))];
            double[] centre = RobustCentre.Median(said);
            double[] distances = [.. said.Select(s => Distance(centre, s.Direction))];
            double radius = WeightedMedian(distances, said);
            for (int i = 0; i < said.Length; i++)
            {
                if (distances[i] > Math.Max(CanonicalFold.LeastOutlierDistance, OutlierFactor * radius)) now.Add(counted[i].Author);
            }
        }

        foreach (FoldAuthor author in _speakers)
        {
            if (now.Contains(author) && _outliers.Add(author)) author.Outliers++;
            else if (!now.Contains(author) && _outliers.Remove(author)) author.Outliers--;
        }
    }

    /// <summary>Merges what is left.</summary>
    public void Merge(IFrame frame)
    {
        List<(FoldAuthor Author, double Weight)> counted = Weigh(static a => a.Weight, _outliers, out double evidence);
        Result = null;
        if (counted.Count == 0) return;
        Contribution[] said = [.. counted.Select(c => new Contribution(Direction(c.Author, frame), c.Weight))];
        double all = 0, concentration = 0;
        foreach ((FoldAuthor author, double weight) in counted)
        {
            all += weight;
            concentration += weight * author.Find(id)!.Value.Concentration;
        }

        // Of two nobody can tell who is off; the median of two would be the heavier one alone.
        float[] centre = said.Length >= LeastForRobust ? new RobustCentre().Aggregate(said) : Mean(said);
        Result = new ModeRecord(id, Evidence.Code(Math.Max(1, (long)evidence)), (byte)Math.Clamp(Math.Round(concentration / all), 0, 255), ModeDirection.Of(centre, frame.Form));
    }

    private static float[] Mean(Contribution[] said)
    {
        double[] sum = new double[said[0].Direction.Length];
        foreach (Contribution c in said)
        {
            for (int i = 0; i < sum.Length; i++) sum[i] += c.Weight * c.Direction[i];
        }

        return RobustCentre.Unit(sum);
    }

    private static double Distance(double[] centre, float[] direction)
    {
        double sum = 0;
        for (int i = 0; i < centre.Length; i++) sum += (centre[i] - direction[i]) * (centre[i] - direction[i]);
        return Math.Sqrt(sum);
    }

    private static double WeightedMedian(double[] distances, Contribution[] said)
    {
        double half = said.Sum(static c => c.Weight) / 2;
        foreach (int k in Enumerable.Range(0, distances.Length).OrderBy(k => distances[k]).ThenBy(static k => k))
        {
            half -= said[k].Weight;
            if (half <= 0) return distances[k];
        }

        return distances.Max();
    }

    /// <summary>
    /// Weights by ascending author. Those with a standing weigh what they claim times their trust; newcomers share one budget, a part of what those with a standing weigh together.
    /// </summary>
    private List<(FoldAuthor Author, double Weight)> Weigh(Func<FoldAuthor, int> weight, HashSet<FoldAuthor>? without, out double evidence)
    {
        double standing = 0, newcomers = 0;
        evidence = 0;
        foreach (FoldAuthor author in _speakers)
        {
            int known = weight(author);
            if (known > 0) standing += Claim(author) * known / BasinFold.FullTrust;
            else if (known == FoldAuthor.Newcomer) newcomers += Claim(author);
        }

        double share = newcomers > 0 && standing > 0 ? Math.Min(1, standing / TrustRules.NewcomersPart / newcomers) : 1.0 / TrustRules.NewcomersPart;
        List<(FoldAuthor Author, double Weight)> counted = [];
        foreach (FoldAuthor author in _speakers)
        {
            int known = weight(author);
            double part = known == FoldAuthor.Newcomer ? share : Math.Max(0, known) / (double)BasinFold.FullTrust;
            if (part <= 0 || without?.Contains(author) == true) continue;
            counted.Add((author, Claim(author) * part));
            evidence += Observations(author) * part;
        }

        return counted;
    }

    private float[] Direction(FoldAuthor author, IFrame frame)
    {
        float[] psi = new float[frame.Dimension];
        author.Find(id)!.Value.Direction.Expand(psi, frame.Form);
        return psi;
    }

    private double Observations(FoldAuthor author) => Math.Min(Evidence.Count(author.Find(id)!.Value.EvidenceCode), BasinFold.EvidenceCap);

    private double Claim(FoldAuthor author) => Observations(author) * author.CapacityWeight;
}
