namespace Unum.Devices.Driving;

/// <summary>Where the lines of a <see cref="TextOutput"/> or <see cref="LlmPromptOutput"/> go. Exactly one of path and writer is set.</summary>
public sealed record LineOptions
{
    /// <summary>A file that lines are appended to; its folder must exist.</summary>
    public string? Path { get; init; }

    /// <summary>A writer that stays the caller's.</summary>
    public TextWriter? Writer { get; init; }

    /// <summary>At most one line in this span of the states' own time; zero (the default) writes every state.</summary>
    public TimeSpan Every { get; init; }

    /// <summary>Pause before the first retry; it doubles up to 30 s. Default 1 s.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    internal string Target => Path ?? "the terminal";
}
