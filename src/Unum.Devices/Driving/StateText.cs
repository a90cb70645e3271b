using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Unum.Kairos.Emergence;

namespace Unum.Devices.Driving;

/// <summary>A state of the mesh as JSON, as a log line and as a prompt; always in the invariant culture.</summary>
public static class StateText
{
    /// <summary>
    /// Appends <c>{"coherence", "phase": {"real", "imag"}, "order", "effective_nodes", "emerged", "identity", "since", "timestamp"}</c>;
    /// identity and since are null while THE ONE has not emerged, numbers that are not finite are null.
    /// </summary>
    public static void WriteJson(Utf8JsonWriter writer, in OneState state)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartObject();
        WriteNumber(writer, "coherence", state.Coherence);
        WriteComplex(writer, "phase", state.Phase);
        WriteNumber(writer, "order", state.Order);
        WriteNumber(writer, "effective_nodes", state.EffectiveNodes);
        writer.WriteBoolean("emerged", state.Emerged);
        if (state.UnifiedIdentity is { } identity) WriteComplex(writer, "identity", identity);
        else writer.WriteNull("identity");
        if (state.Since is { } since) writer.WriteString("since", since.ToUniversalTime());
        else writer.WriteNull("since");
        writer.WriteString("timestamp", state.At.ToUniversalTime());
        writer.WriteEndObject();
    }

    /// <summary>One line for a log: <c>2026-01-01T00:00:00.000Z one C=0.912 R=0.874 nodes=3.0 phase=0.700+0.500i</c>.</summary>
    public static string Line(in OneState state) => string.Create(
        CultureInfo.InvariantCulture,
        $"{state.At.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ} {(state.Emerged ? "one" : "many")} C={state.Coherence:F3} "
        + $"R={state.Order:F3} nodes={state.EffectiveNodes:F1} phase={state.Phase.Real:F3}{state.Phase.Imaginary:+0.000;-0.000}i");

    /// <summary>One line that tells a language model how the mesh is, in words and numbers.</summary>
    public static string Prompt(in OneState state)
    {
        string being = state switch
        {
            { Emerged: true, Since: { } since } => FormattableString.Invariant(
                $"THE ONE has emerged and has held for {Math.Max(0, (state.At - since).TotalSeconds):F0} s"),
            { Emerged: true } => "THE ONE has emerged",
            _ => "THE ONE has not emerged; the nodes are still many",
        };
        double degrees = state.Phase.Phase * 180 / Math.PI;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"At {state.At.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ} {being}. The nodes are {Words(state.Coherence)} coherent "
            + $"(C = {state.Coherence:F2} of 1) and point {Words(state.Order)} the same way (R = {state.Order:F2} of 1); "
            + $"{state.EffectiveNodes:F1} nodes count in effect. The global phase is {state.Phase.Real:F2} "
            + $"{(state.Phase.Imaginary < 0 ? "-" : "+")} {Math.Abs(state.Phase.Imaginary):F2}i, at {degrees:F0} degrees.");
    }

    private static string Words(double share) => share switch
    {
        < 0.25 => "hardly",
        < 0.5 => "partly",
        < 0.75 => "mostly",
        < 0.95 => "strongly",
        _ => "almost wholly",
    };

    private static void WriteComplex(Utf8JsonWriter writer, string name, Complex value)
    {
        writer.WriteStartObject(name);
        WriteNumber(writer, "real", value.Real);
        WriteNumber(writer, "imag", value.Imaginary);
        writer.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double value)
    {
        if (double.IsFinite(value)) writer.WriteNumber(name, value);
        else writer.WriteNull(name);
    }
}
