namespace Unum.Femto.Classification;

/// <summary>What one line was to a mind that reads a log.</summary>
/// <param name="BitsPerByte">Mean surprise of the line's bytes, its line feed among them.</param>
/// <param name="Peak">Surprise with the weight on the bytes that were least expected, in bits; 0 to about 60.</param>
/// <param name="Strangeness">How far <paramref name="Peak"/> lies above the median of all lines before, in robust standard deviations (1.48 times
/// the median deviation); below 0 for a duller line than most, 0 for the first <see cref="LineSurprise.FirstLines"/>.</param>
/// <param name="At">The byte that was least expected, from 0; the line's length where that was its end.</param>
public readonly record struct LineReading(double BitsPerByte, double Peak, double Strangeness, int At);
