using System.Net;
using Unum.Hive.Content;
using Unum.Hive.Discovery;
using Unum.Hive.Experts;
using Unum.Hive.Identity;

namespace Unum.Tests.Hive.Experts;

public sealed class ExpertFinderTests : IExpertDirectory, IExpertLink, IDisposable
{
    private static readonly Digest256 Here = Cid.Of(CidCodec.Raw, "here"u8).Digest, There = Cid.Of(CidCodec.Raw, "there"u8).Digest;
    private readonly List<HiveKey> _keys = [];
    private readonly List<CapabilityRecord> _experts = [];
    private readonly List<int> _asked = [];
    private readonly Dictionary<int, Func<CancellationToken, Task<ExpertReply>>> _voices = [];

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public void Dispose() => _keys.ForEach(static k => k.Dispose());

    public Task<IReadOnlyList<CapabilityRecord>> FindAsync(string specialisation, int wanted, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CapabilityRecord>>([.. _experts.Where(e => e.Key == DhtId.OfCapability(specialisation)).Take(wanted)]);

    public Task<ExpertReply> AskAsync(CapabilityRecord expert, string question, string specialisation, CancellationToken cancellationToken)
    {
        lock (_asked) _asked.Add(expert.Address.Port);
        return _voices[expert.Address.Port](cancellationToken);
    }

    [Fact]
    public async Task Experts_are_asked_and_ranked_by_how_little_the_question_surprised_them()
    {
        Says(Add("text"), "b", 2.5);
        Says(Add("text"), "a", 1.5);
        Says(Add("text"), "c", 3.5);
        Says(Add("maths"), "d", .5);
        ExpertOutcome outcome = await Finder().AskAsync(new ExpertQuestion("To be?", "text"), Stopping);
        Assert.Equal("a", outcome.Text);
        Assert.Equal(["a", "b", "c"], outcome.Parts.Single().Answers.Select(static a => a.Text));
        Assert.Equal(Math.Pow(2, -1.5), outcome.Parts[0].Answers[0].Score, 12);
        Assert.Equal(3, _asked.Count);
    }

    [Fact]
    public async Task Who_breaks_or_lies_about_the_form_is_replaced_by_the_next()
    {
        Add("text", availability: 255);
        _voices[1] = static _ => throw new HttpRequestException("no such door");
        Says(Add("text", availability: 200), "lie", double.NaN);
        Says(Add("text", availability: 100), "good", 1);
        PartAnswers part = (await Finder().AskAsync(new ExpertQuestion("?", "text") { Wanted = 1 }, Stopping)).Parts.Single();
        Assert.Equal("good", part.Answers.Single().Text);
        Assert.Equal(["no such door", "says a surprise that is none"], part.Failures.Select(static f => f.Reason));
        Assert.Equal([1, 2, 3], _asked);
        _asked.Clear();
        await Finder().AskAsync(new ExpertQuestion("?", "text") { Wanted = 1 }, Stopping);
        Assert.Equal(1, _asked[0]);
    }

    [Fact]
    public async Task Who_failed_before_is_asked_last()
    {
        Add("text", availability: 255);
        _voices[1] = static _ => throw new HttpRequestException("broken");
        Says(Add("text", availability: 9), "good", 1);
        ExpertFinder finder = Finder();
        await finder.AskAsync(new ExpertQuestion("?", "text") { Wanted = 1 }, Stopping);
        _asked.Clear();
        await finder.AskAsync(new ExpertQuestion("?", "text") { Wanted = 1 }, Stopping);
        Assert.Equal([2], _asked);
    }

    [Fact]
    public async Task Who_is_slow_is_not_waited_for_and_all_that_is_open_ends_with_the_answer()
    {
        TaskCompletionSource<ExpertReply> never = new();
        Add("text", availability: 255);
        _voices[1] = _ => never.Task; // hears no cancellation either
        Says(Add("text", availability: 9), "quick", 1);
        ExpertOptions options = new() { Patience = TimeSpan.FromMilliseconds(50), Deadline = TimeSpan.FromSeconds(60) };
        PartAnswers part = (await Finder(options).AskAsync(new ExpertQuestion("?", "text") { Wanted = 1 }, Stopping)).Parts.Single();
        Assert.Equal("quick", part.Answers.Single().Text);
        Assert.Equal([1, 2], _asked);
    }

    [Fact]
    public async Task At_the_deadline_there_is_what_there_is()
    {
        Add("text");
        _voices[1] = static async stopping =>
        {
            await Task.Delay(Timeout.Infinite, stopping);
            return new ExpertReply("", 0);
        };
        Says(Add("text"), "in time", 1);
        ExpertOptions options = new() { Patience = TimeSpan.FromMilliseconds(20), Deadline = TimeSpan.FromMilliseconds(300) };
        PartAnswers part = (await Finder(options).AskAsync(new ExpertQuestion("?", "text") { Wanted = 2 }, Stopping)).Parts.Single();
        Assert.Equal("in time", part.Answers.Single().Text);
        Assert.Equal("did not answer in time", part.Failures.Single().Reason);
    }

    [Fact]
    public async Task Only_experts_of_the_wanted_size_availability_basin_and_trust_are_asked()
    {
        Says(Add("text", logSize: 10), "small", 0);
        Says(Add("text", availability: 10), "seldom", 0);
        Says(Add("text", basin: There), "elsewhere", 0);
        int liar = Says(Add("text"), "liar", 0);
        Says(Add("text"), "good", 1);
        ExpertOptions options = new() { Trust = n => n == _experts[liar - 1].Node ? 0 : 1 };
        ExpertQuestion question = new("?", "text") { Wanted = 5, LeastLogSize = 20, LeastAvailability = 100, Basin = Here, OnlyThatBasin = true };
        PartAnswers part = (await Finder(options).AskAsync(question, Stopping)).Parts.Single();
        Assert.Equal(["good"], part.Answers.Select(static a => a.Text));
        Assert.Equal(1, part.Found);
        _asked.Clear();
        await Finder().AskAsync(question with { Wanted = 1, OnlyThatBasin = false, Basin = There, LeastLogSize = 0, LeastAvailability = 0 }, Stopping);
        Assert.Equal([3], _asked);
    }

    [Fact]
    public async Task A_planner_takes_a_question_apart_and_puts_the_answers_together()
    {
        Says(Add("text"), "words", 1);
        Says(Add("maths"), "numbers", 1);
        ExpertFinder finder = new(this, this, new Halves(), new ExpertOptions(), TimeProvider.System);
        Assert.Equal("words+numbers+-", (await finder.AskAsync(new ExpertQuestion("?", "all"), Stopping)).Text);
    }

    [Fact]
    public async Task Nobody_found_is_no_answer_and_nonsense_is_refused()
    {
        ExpertOutcome outcome = await Finder().AskAsync(new ExpertQuestion("?", "text"), Stopping);
        Assert.Equal(("", 0), (outcome.Text, outcome.Parts.Single().Found));
        await Assert.ThrowsAsync<ArgumentException>(() => Finder().AskAsync(new ExpertQuestion(" ", "text"), Stopping));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Finder().AskAsync(new ExpertQuestion("?", "text") { Wanted = 17 }, Stopping));
    }

    private ExpertFinder Finder(ExpertOptions? options = null) => new(this, this, new WholeQuestion(), options ?? new ExpertOptions(), TimeProvider.System);

    private int Add(string specialisation, byte logSize = 24, byte availability = 200, Digest256? basin = null)
    {
        HiveKey key = HiveKey.Create();
        _keys.Add(key);
        _experts.Add(new CapabilityRecord(DhtId.OfCapability(specialisation), key.Public, logSize, availability, basin ?? Here, uint.MaxValue, new IPEndPoint(IPAddress.Loopback, _keys.Count)));
        return _keys.Count;
    }

    private int Says(int expert, string text, double surprise)
    {
        _voices[expert] = _ => Task.FromResult(new ExpertReply(text, surprise));
        return expert;
    }

    private sealed class Halves : IQuestionPlanner
    {
        public IReadOnlyList<QuestionPart> Decompose(string question, string specialisation) => [new(question, "text"), new(question, "maths"), new(question, "nobody's")];

        public string Synthesise(string question, IReadOnlyList<PartAnswers> parts) => string.Join('+', parts.Select(static p => p.Answers.Count > 0 ? p.Answers[0].Text : "-"));
    }
}
