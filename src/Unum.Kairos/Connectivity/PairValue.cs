namespace Unum.Kairos.Connectivity;

/// <summary>A pair of channels and its value.</summary>
/// <param name="First">Index of the lower channel.</param>
/// <param name="Second">Index of the higher channel.</param>
/// <param name="FirstName">Its name.</param>
/// <param name="SecondName">Its name.</param>
/// <param name="Value">Of the measure.</param>
public sealed record PairValue(int First, int Second, string FirstName, string SecondName, double Value);
