using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Unum.Hive.Acceptance;
using Unum.Hive.Content;
using Unum.Hive.Geometry;
using Unum.Hive.Packets;

namespace Unum.Hive.Instances;

/// <summary>
/// Seven validators whose held-out examples are public: the vote of a mode depends on the mode and the panel alone, so all who share the panel
/// believe the same whenever they receive it, and no flood of other deltas can move the bar.
/// <para>
/// An overlap is linear, so the mean of a validator's examples of a concept votes as the examples would; what travels is these means, each as a mode whose concentration is the mean's
/// length. The bar is half the score (see <see cref="Jury"/>) that the means themselves reach. Block: "unum panel v1\n", then for each of seven validators: concepts 2, each 38 bytes.
/// </para>
/// </summary>
public sealed class HivePanel
{
    private readonly Juror[] _jurors;
    private readonly double _bar;
    private readonly ConditionalWeakTable<SignedDelta, bool?[]> _votes = [];

    private HivePanel(IFrame frame, ModeRecord[][] means)
    {
        _jurors = [.. means.Select(own => new Juror(frame, own.Select(mean => (Example(mean, frame), mean.Id.Concept))))];
        _bar = Jury.Bar([.. means.SelectMany(static own => own).Select(m => Score(m)).OfType<double>()]);
        Definition = Block(means);
        Id = Cid.Of(CidCodec.Raw, Definition.Span);
    }

    /// <summary>Name of the panel's block.</summary>
    public Cid Id { get; }

    /// <summary>The panel's block.</summary>
    public ReadOnlyMemory<byte> Definition { get; }

    private static ReadOnlySpan<byte> Magic => "unum panel v1\n"u8;

    /// <summary>A panel over labelled examples that nobody learns from; each goes to one of the seven in turn.</summary>
    public static HivePanel Of(IFrame frame, IEnumerable<(float[] Psi, uint Concept)> heldOut)
    {
        List<Dictionary<uint, (double[] Sum, int Count)>> sums = [.. Enumerable.Range(0, Jury.Size).Select(static _ => new Dictionary<uint, (double[], int)>())];
        int next = 0;
        foreach ((float[] psi, uint concept) in heldOut)
        {
            Dictionary<uint, (double[] Sum, int Count)> own = sums[next++ % Jury.Size];
            (double[] sum, int count) = own.TryGetValue(concept, out (double[] Sum, int Count) known) ? known : (new double[frame.Dimension], 0);
            for (int i = 0; i < psi.Length; i++) sum[i] += psi[i];
            own[concept] = (sum, count + 1);
        }

        return new HivePanel(frame, [.. sums.Select(own => own.OrderBy(static c => c.Key).Select(c => Mean(c.Key, c.Value.Sum, c.Value.Count, frame)).ToArray())]);
    }

    /// <summary>A panel from its block.</summary>
    /// <exception cref="FormatException">The block does not define a panel of this frame.</exception>
    public static HivePanel FromDefinition(IFrame frame, ReadOnlySpan<byte> block)
    {
        if (!block.StartsWith(Magic)) throw new FormatException("The block does not define a panel.");
        ModeRecord[][] means = new ModeRecord[Jury.Size][];
        int at = Magic.Length;
        for (int juror = 0; juror < Jury.Size; juror++)
        {
            int count = block.Length - at >= 2 ? BinaryPrimitives.ReadUInt16LittleEndian(block[at..]) : int.MaxValue;
            at += 2;
            if (count > (block.Length - at) / ModeRecord.Length) throw new FormatException("The panel's block is truncated.");
            means[juror] = new ModeRecord[count];
            for (int i = 0; i < count; i++, at += ModeRecord.Length)
            {
                means[juror][i] = ModeRecord.Read(block[at..]);
                if (!means[juror][i].Direction.IsCanonical(frame.Form) || means[juror][i].Id.Mode != 0) throw new FormatException("A mean of the panel is not canonical.");
            }
        }

        return at == block.Length ? new HivePanel(frame, means) : throw new FormatException("The panel's block has bytes after its end.");
    }

    /// <summary>For each mode of a delta: whether the panel believes it; null where it cannot tell.</summary>
    public IReadOnlyList<bool?> Vote(SignedDelta delta) =>
        _votes.GetValue(delta, d => [.. d.Content.Modes.Select(m => Score(m) is { } score ? score >= _bar : (bool?)null)]);

    private static ModeRecord Mean(uint concept, double[] sum, int count, IFrame frame)
    {
        float[] mean = [.. sum.Select(x => (float)(x / count))];
        double length = FisherSphere.Normalise(mean);
        return new ModeRecord(ModeId.Of(concept, 0), Evidence.Code(count), (byte)Math.Clamp(Math.Round(255 * length), 1, 255), ModeDirection.Of(mean, frame.Form));
    }

    private static float[] Example(in ModeRecord mean, IFrame frame)
    {
        float[] psi = new float[frame.Dimension];
        mean.Direction.Expand(psi, frame.Form);
        for (int i = 0; i < psi.Length; i++) psi[i] *= mean.Concentration / 255f;
        return psi;
    }

    private static byte[] Block(ModeRecord[][] means)
    {
        byte[] block = new byte[Magic.Length + means.Sum(static own => 2 + (own.Length * ModeRecord.Length))];
        Magic.CopyTo(block);
        int at = Magic.Length;
        foreach (ModeRecord[] own in means)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(block.AsSpan(at), (ushort)own.Length);
            at += 2;
            foreach (ModeRecord mean in own)
            {
                mean.Write(block.AsSpan(at));
                at += ModeRecord.Length;
            }
        }

        return block;
    }

    private double? Score(ModeRecord mode) => Jury.Score([.. _jurors.Select(j => j.Margin(mode)).OfType<double>()]);
}
