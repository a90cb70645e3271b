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
    private Looked? _looked; // between looking for outliers and merging

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
        // All speak in the cloud, so that distances are taken in one space; those who are not founders weigh nothing in its middle.
        bool founded = _speakers.Exists(static a => a.IsFounder);
        double[] distances = [];
        if (founded)
        {
            PointCloud said = Points([.. _speakers.Select(a => (a, a.IsFounder ? Claim(a) : 0))], frame, out _);
            distances = said.Distances(said.Median());
        }

        for (int i = 0; i < _speakers.Count; i++)
        {
            FoldAuthor author = _speakers[i];
            bool near = founded && !author.IsFounder && distances[i] <= CanonicalFold.LeastOutlierDistance;
            if (near && _borneOut.Add(author)) author.BorneOut++;
            else if (!near && _borneOut.Remove(author)) author.BorneOut--;
        }
    }

    /// <summary>Whose statement lies too far from the weighted median of all.</summary>
    public void FindOutliers(IFrame frame)
    {
        List<(FoldAuthor Author, double Weight)> counted = Weigh(static a => a.FirstWeight, without: null, out _);
        HashSet<FoldAuthor> now = [];
        _looked = null;
        if (counted.Count >= LeastForOutliers)
        {
            PointCloud said = Points(counted, frame, out int[] places);
            double[] median = said.Median(), distances = said.Distances(median);
            double radius = said.MedianOf(distances);
            _looked = new Looked(counted, said, places, median);
            for (int i = 0; i < distances.Length; i++)
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
        double all = 0, concentration = 0;
        foreach ((FoldAuthor author, double weight) in counted)
        {
            all += weight;
            concentration += weight * author.Find(id)!.Value.Concentration;
        }

        // As a rule nobody is out and the weights are those that the outliers were looked for with.
        (PointCloud said, int[] places, double[]? median) = _looked is { } looked && looked.Counted.SequenceEqual(counted) ? (looked.Said, looked.Places, looked.Median) : (Points(counted, frame, out int[] p), p, null);
        _looked = null;
        // Of two nobody can tell who is off; the median of two would be the heavier one alone.
        double[] centre = counted.Count < LeastForRobust ? said.Mean() : RobustCentre.From(said, median ?? said.Median());
        float[] unit = RobustCentre.Unit(centre.AsSpan(0, places.Length)), psi = new float[frame.Dimension];
        for (int i = 0; i < places.Length; i++) psi[places[i]] = unit[i];
        Result = new ModeRecord(id, Evidence.Code(Math.Max(1, (long)evidence)), (byte)Math.Clamp(Math.Round(concentration / all), 0, 255), ModeDirection.Of(psi, frame.Form));
    }

    /// <summary>What authors say, in the coordinates that any of them uses: zeros that all share change neither a distance nor a centre.</summary>
    private PointCloud Points(List<(FoldAuthor Author, double Weight)> counted, IFrame frame, out int[] places)
    {
        Span<int> indices = stackalloc int[ModeDirection.MostCoordinates];
        Span<float> unit = stackalloc float[ModeDirection.MostCoordinates];
        places = Places(counted, frame);
        int[] at = new int[frame.Dimension];
        for (int i = 0; i < places.Length; i++) at[places[i]] = i;
        Contribution[] said = new Contribution[counted.Count];
        for (int k = 0; k < said.Length; k++)
        {
            float[] direction = new float[places.Length];
            int count = counted[k].Author.Find(id)!.Value.Direction.Read(frame.Form, indices, unit);
            for (int i = 0; i < count; i++) direction[at[indices[i]]] = unit[i];
            said[k] = new Contribution(direction, counted[k].Weight);
        }

        return new PointCloud(said);
    }

    /// <summary>The coordinates that any of these authors uses, ascending; dense directions use all.</summary>
    private int[] Places(List<(FoldAuthor Author, double Weight)> counted, IFrame frame)
    {
        if (frame.Form == ModeForm.Dense) return [.. Enumerable.Range(0, frame.Dimension)];
        Span<int> indices = stackalloc int[ModeDirection.MostCoordinates];
        Span<float> unit = stackalloc float[ModeDirection.MostCoordinates];
        bool[] used = new bool[frame.Dimension];
        foreach ((FoldAuthor author, _) in counted)
        {
            int count = author.Find(id)!.Value.Direction.Read(frame.Form, indices, unit);
            foreach (int index in indices[..count]) used[index] = true;
        }

        return [.. Enumerable.Range(0, used.Length).Where(i => used[i])];
    }

    /// <summary>
    /// Weights by ascending author. Those with a standing weigh what they claim times their trust; newcomers share one budget, a part of what those with a standing weigh together.
    /// </summary>
    private List<(FoldAuthor Author, double Weight)> Weigh(Func<FoldAuthor, int> weight, HashSet<FoldAuthor>? without, out double evidence)
    {
        double standing = 0, newcomers = 0;
        evidence = 0;
        double[] claims = new double[_speakers.Count];
        for (int i = 0; i < claims.Length; i++)
        {
            int known = weight(_speakers[i]);
            claims[i] = Claim(_speakers[i]);
            if (known > 0) standing += claims[i] * known / BasinFold.FullTrust;
            else if (known == FoldAuthor.Newcomer) newcomers += claims[i];
        }

        double share = newcomers > 0 && standing > 0 ? Math.Min(1, standing / TrustRules.NewcomersPart / newcomers) : 1.0 / TrustRules.NewcomersPart;
        List<(FoldAuthor Author, double Weight)> counted = new(claims.Length);
        for (int i = 0; i < claims.Length; i++)
        {
            FoldAuthor author = _speakers[i];
            int known = weight(author);
            double part = known == FoldAuthor.Newcomer ? share : Math.Max(0, known) / (double)BasinFold.FullTrust;
            if (part <= 0 || without?.Contains(author) == true) continue;
            counted.Add((author, claims[i] * part));
            evidence += claims[i] / author.CapacityWeight * part;
        }

        return counted;
    }

    private double Claim(FoldAuthor author) => Math.Min(Evidence.Count(author.Find(id)!.Value.EvidenceCode), BasinFold.EvidenceCap) * author.CapacityWeight;

    /// <summary>What looking for outliers found out on its way.</summary>
    private sealed record Looked(List<(FoldAuthor Author, double Weight)> Counted, PointCloud Said, int[] Places, double[] Median);
}
