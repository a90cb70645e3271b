namespace Unum.Devices.Driving;

/// <summary>What outputs made from a line of text need from the node around them.</summary>
/// <param name="Time">The node's clock; it must move by itself.</param>
/// <param name="Terminal">Where outputs without a file or address write; it stays the caller's.</param>
/// <param name="Beat">Length of a beat, for dead-man stops.</param>
public sealed record OutputServices(TimeProvider Time, TextWriter Terminal, TimeSpan Beat);
