namespace Unum.Femto;

/// <summary>A completion under way: a frozen model that has read its prompt and says one byte after another.</summary>
public sealed class Utterance : IDisposable
{
    private readonly Completion _completion;
    private readonly IByteModel _model;
    private readonly bool _learned;
    private readonly Nucleus _nucleus = new();
    private readonly Random _random;

    internal Utterance(Completion completion, IByteModel model, ReadOnlySpan<byte> prompt)
    {
        (_completion, _model, _learned) = (completion, model, model.Learning);
        _random = new Random(completion.Seed);
        model.Learning = false;
        model.Restart();
        Surprise = model.Read(prompt);
    }

    /// <summary>Bits that the prompt surprised the model by.</summary>
    public double Surprise { get; }

    /// <summary>Says the next byte.</summary>
    public byte Next()
    {
        byte next = Choose(_completion, _model, _nucleus, _random.NextDouble());
        _model.Read(next);
        return next;
    }

    /// <summary>Lets the model learn again if it did before.</summary>
    public void Dispose() => _model.Learning = _learned;

    /// <summary>The byte at a place, in [0, 1), of what top-p and temperature leave.</summary>
    internal static byte Choose(Completion completion, IByteModel model, Nucleus nucleus, double place)
    {
        nucleus.Find(model, completion.TopP);
        return nucleus.Choose(completion.Temperature, place);
    }
}
