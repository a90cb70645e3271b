namespace Unum.Femto;

/// <summary>How a completion is drawn: the likeliest bytes that together have the probability top-p, then one of them by the temperature.</summary>
/// <param name="Temperature">Above 0; below 1 the likely becomes likelier.</param>
/// <param name="TopP">In (0, 1]: only the likeliest bytes that together have this probability are drawn.</param>
/// <param name="Seed">The same seed draws the same bytes.</param>
public sealed record Completion(double Temperature = .7, double TopP = .95, int Seed = 1)
{
    /// <summary>Above 0; below 1 the likely becomes likelier.</summary>
    public double Temperature { get; } = Temperature > 0 && double.IsFinite(Temperature)
        ? Temperature
        : throw new ArgumentOutOfRangeException(nameof(Temperature), Temperature, "The temperature must be above 0.");

    /// <summary>In (0, 1]: only the likeliest bytes that together have this probability are drawn.</summary>
    public double TopP { get; } = TopP is > 0 and <= 1
        ? TopP
        : throw new ArgumentOutOfRangeException(nameof(TopP), TopP, "Top-p must be above 0 and at most 1.");

    /// <summary>Continues a prompt with a frozen model; afterwards the model learns again if it did before.</summary>
    /// <param name="model">Who speaks; starts a new stream.</param>
    /// <param name="prompt">What came before.</param>
    /// <param name="bytes">How many bytes to draw.</param>
    /// <param name="stopping">Asked before each byte.</param>
    public IEnumerable<byte> Draw(IByteModel model, ReadOnlyMemory<byte> prompt, int bytes, CancellationToken stopping = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        return Drawn(model, prompt, bytes, stopping);
    }

    /// <summary>Reads a prompt with a frozen model and stands ready to go on, byte by byte; when disposed of, the model learns again if it did before.</summary>
    /// <param name="model">Who speaks; starts a new stream.</param>
    /// <param name="prompt">What came before.</param>
    public Utterance Begin(IByteModel model, ReadOnlySpan<byte> prompt) => new(this, model, prompt);

    private IEnumerable<byte> Drawn(IByteModel model, ReadOnlyMemory<byte> prompt, int bytes, CancellationToken stopping)
    {
        using Utterance utterance = Begin(model, prompt.Span);
        for (int i = 0; i < bytes; i++)
        {
            stopping.ThrowIfCancellationRequested();
            yield return utterance.Next();
        }
    }
}
