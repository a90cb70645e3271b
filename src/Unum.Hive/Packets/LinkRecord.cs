namespace Unum.Hive.Packets;

/// <summary>
/// How much more often two modes come together than chance would have it, in four bytes: 7 bits and 7 bits place of the modes in the same packet, the first
/// the smaller; 10 bits log-odds in 32nds, 8 bits evidence code.
/// </summary>
/// <param name="First">Place of one mode in the packet.</param>
/// <param name="Second">Place of the other; larger.</param>
/// <param name="LogOdds">Natural logarithm of the odds ratio in 32nds: -512 to 511.</param>
/// <param name="EvidenceCode">Precision, as observations, see <see cref="Evidence"/>.</param>
public readonly record struct LinkRecord(int First, int Second, int LogOdds, byte EvidenceCode)
{
    /// <summary>Bytes of a link.</summary>
    public const int Length = 4;

    /// <summary>Log-odds of 1.</summary>
    public const int Unit = 32;

    /// <summary>Reads the four bytes of a link.</summary>
    public static LinkRecord Read(uint bits) => new((int)(bits & 127), (int)((bits >> 7) & 127), (int)(bits << 8) >> 22, (byte)(bits >> 24));

    /// <summary>The four bytes.</summary>
    public uint Pack()
    {
        Invariant.Holds((uint)First < 128 && (uint)Second < 128 && LogOdds is >= -512 and < 512, "a link fits four bytes");
        return (uint)First | ((uint)Second << 7) | ((uint)(LogOdds & 1023) << 14) | ((uint)EvidenceCode << 24);
    }

    /// <summary>Whether it joins two different modes of a packet with so many, in order.</summary>
    public bool IsCanonical(int modes) => First < Second && Second < modes;
}
