using System.Text.Json;
using System.Text.Json.Serialization;

namespace Unum.Hive.Evolution;

/// <summary>An evolution's log as a file: one JSON object a line.</summary>
public static class EvolutionLog
{
    private const int LongestLine = 64 * 1024;

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <summary>Writes it.</summary>
    public static void Write(IEnumerable<EvolutionStep> log, Stream to)
    {
        foreach (EvolutionStep step in log)
        {
            JsonSerializer.Serialize(to, step, Json);
            to.WriteByte((byte)'\n');
        }
    }

    /// <summary>Reads it step by step.</summary>
    /// <exception cref="InvalidDataException">A line is no step, or too long; says which.</exception>
    public static IEnumerable<EvolutionStep> Read(Stream from)
    {
        using StreamReader lines = new(from, leaveOpen: true);
        int number = 0;
        while (lines.ReadLine() is { } line)
        {
            number++;
            yield return Step(line, number);
        }
    }

    private static EvolutionStep Step(string line, int number)
    {
        if (line.Length > LongestLine) throw new InvalidDataException(FormattableString.Invariant($"Line {number} of the log is longer than {LongestLine} characters."));
        try
        {
            return JsonSerializer.Deserialize<EvolutionStep>(line, Json) ?? throw new InvalidDataException(FormattableString.Invariant($"Line {number} of the log is empty."));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException(FormattableString.Invariant($"Line {number} of the log is no step of an evolution: {e.Message}"), e);
        }
    }
}
