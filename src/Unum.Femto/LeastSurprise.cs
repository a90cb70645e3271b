namespace Unum.Femto;

/// <summary>Classification and routing: of several specialists, the one whom some bytes surprise least knows best what they are.</summary>
/// <param name="minds">The specialists with their labels; they are read frozen.</param>
public sealed class LeastSurprise(IReadOnlyList<(string Label, IByteModel Mind)> minds)
{
    /// <summary>All labels with the bits per byte that the bytes cost their mind, the least surprised first; ties stay in order.</summary>
    public IReadOnlyList<(string Label, double BitsPerByte)> Rank(ReadOnlySpan<byte> bytes)
    {
        (string Label, double BitsPerByte)[] costs = new (string, double)[minds.Count];
        for (int i = 0; i < costs.Length; i++)
        {
            IByteModel mind = minds[i].Mind;
            mind.Learning = false;
            mind.Restart();
            costs[i] = (minds[i].Label, bytes.IsEmpty ? 0 : mind.Read(bytes) / bytes.Length);
        }

        return [.. costs.OrderBy(static c => c.BitsPerByte)];
    }
}
