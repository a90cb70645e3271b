namespace Unum.Hive.Skills;

/// <summary>A frozen mind that reads bytes and says how likely each next one is.</summary>
public interface IByteReader
{
    /// <summary>Numbers that it stands on.</summary>
    long Parameters { get; }

    /// <summary>Probabilities of the 256 next bytes.</summary>
    void NextByte(Span<float> probabilities);

    /// <summary>Takes in a byte.</summary>
    void Read(byte b);

    /// <summary>Starts a new stream.</summary>
    void Restart();
}
