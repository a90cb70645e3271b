namespace Unum.Grid.Instances;

/// <summary>What came of processing or synchronising blocks.</summary>
/// <param name="Processed">Blocks done.</param>
/// <param name="MeanKappa">Mean kappa of those blocks afterwards; 0 when there were none.</param>
/// <param name="Text">What the minds say; may be empty.</param>
/// <param name="BitsPerByte">How surprised they were by the text; 0 when none was read.</param>
public sealed record FaceWorkResult(long Processed, double MeanKappa, string Text = "", double BitsPerByte = 0);
