namespace Unum.Femto.Core;

/// <summary>
/// The core that this program is born with: trained on the first 90 % of <c>data/text/shakespeare.txt</c> and shipped as one byte a
/// weight. <c>unum femto train data/text/shakespeare.txt --core --out M</c> makes the same file bit for bit.
/// </summary>
public static class BirthCore
{
    /// <summary>How it was trained.</summary>
    public static CoreTraining Training { get; } = new();

    /// <summary>The part of a text that is trained on.</summary>
    public static ReadOnlySpan<byte> TrainedOf(ReadOnlySpan<byte> text) => text[..(int)(text.Length * 9L / 10)];

    /// <summary>A fresh copy of the weights.</summary>
    public static CoreWeights Load()
    {
        using Stream file = typeof(BirthCore).Assembly.GetManifestResourceStream("Unum.Femto.Core.birth.core")
            ?? throw new InvalidOperationException("The birth core is not in this build.");
        return CoreFile.Load(file);
    }
}
