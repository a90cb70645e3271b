using Unum.Kairos.Emergence;

namespace Unum.Devices.Driving;

/// <summary>The state of the mesh as prompt lines for a language model (<see cref="StateText.Prompt"/>), in a file or on any writer.</summary>
/// <param name="options">Where to, and how often; every 10 s suits a model better than every beat.</param>
/// <param name="time">The clock of retries.</param>
public sealed class LlmPromptOutput(LineOptions options, TimeProvider time) : LineOutput("llm", options, time)
{
    /// <inheritdoc/>
    private protected override string Line(in OneState state) => StateText.Prompt(in state);
}
