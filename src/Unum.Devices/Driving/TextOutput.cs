using Unum.Kairos.Emergence;

namespace Unum.Devices.Driving;

/// <summary>The state of the mesh as log lines (<see cref="StateText.Line"/>) in a file or on any writer.</summary>
/// <param name="options">Where to, and how often.</param>
/// <param name="time">The clock of retries.</param>
public sealed class TextOutput(LineOptions options, TimeProvider time) : LineOutput("text", options, time)
{
    /// <inheritdoc/>
    private protected override string Line(in OneState state) => StateText.Line(in state);
}
