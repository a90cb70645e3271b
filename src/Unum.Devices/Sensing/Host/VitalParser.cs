namespace Unum.Devices.Sensing.Host;

/// <summary>Finds a vital's numbers in the text of its file; false when they are not there.</summary>
internal delegate bool VitalParser(ReadOnlySpan<byte> text, out VitalCount count);
