using Unum.Hive.Geometry;
using Unum.Hive.Packets;

namespace Unum.Hive.Instances;

/// <summary>
/// Joins two lines that forked from one basin: exp_base(log_base a + log_base b), mode by mode, so that what either learned since the fork is kept. A mode that
/// only one of them has is taken over; one that both found anew is their mean by evidence.
/// </summary>
public static class BasinJoin
{
    /// <summary>Joins.</summary>
    /// <param name="frame">Of all three.</param>
    /// <param name="basis">Where they forked.</param>
    /// <param name="a">One line now.</param>
    /// <param name="b">The other.</param>
    /// <returns>By ascending id. Symmetric: joining b and a gives the same.</returns>
    public static IReadOnlyList<ModeRecord> Join(IFrame frame, IEnumerable<ModeRecord> basis, IEnumerable<ModeRecord> a, IEnumerable<ModeRecord> b)
    {
        Dictionary<ModeId, ModeRecord> first = a.ToDictionary(static m => m.Id), second = b.ToDictionary(static m => m.Id), roots = basis.ToDictionary(static m => m.Id);
        List<ModeRecord> joined = [];
        foreach (ModeId id in first.Keys.Union(second.Keys).Order())
        {
            if (!first.TryGetValue(id, out ModeRecord left)) joined.Add(second[id]);
            else if (!second.TryGetValue(id, out ModeRecord right)) joined.Add(left);
            else joined.Add(roots.TryGetValue(id, out ModeRecord root) ? Joined(frame, root, left, right) : Mean(frame, left, right));
        }

        return joined;
    }

    private static ModeRecord Joined(IFrame frame, in ModeRecord root, in ModeRecord left, in ModeRecord right)
    {
        float[] foot = Point(root, frame), one = new float[frame.Dimension], other = new float[frame.Dimension];
        FisherSphere.Log(foot, Point(left, frame), one);
        FisherSphere.Log(foot, Point(right, frame), other);
        for (int i = 0; i < one.Length; i++) one[i] += other[i];
        float[] point = new float[frame.Dimension];
        FisherSphere.Exp(foot, one, point);
        long evidence = Evidence.Count(left.EvidenceCode) + Evidence.Count(right.EvidenceCode) - Evidence.Count(root.EvidenceCode);
        return Written(root.Id, Math.Max(1, evidence), left, right, point, frame);
    }

    private static ModeRecord Mean(IFrame frame, in ModeRecord left, in ModeRecord right)
    {
        long a = Evidence.Count(left.EvidenceCode), b = Evidence.Count(right.EvidenceCode);
        float[] one = Point(left, frame), other = Point(right, frame);
        for (int i = 0; i < one.Length; i++) one[i] = (float)(((double)a * one[i]) + ((double)b * other[i]));
        FisherSphere.Normalise(one);
        return Written(left.Id, a + b, left, right, one, frame);
    }

    private static ModeRecord Written(ModeId id, long evidence, in ModeRecord left, in ModeRecord right, float[] point, IFrame frame) =>
        new(id, Evidence.Code(evidence), (byte)((left.Concentration + right.Concentration + 1) / 2), ModeDirection.Of(point, frame.Form));

    private static float[] Point(in ModeRecord mode, IFrame frame)
    {
        float[] psi = new float[frame.Dimension];
        mode.Direction.Expand(psi, frame.Form);
        return psi;
    }
}
