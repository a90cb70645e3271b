using System.Collections.Concurrent;
using Unum.Hive.Discovery;

namespace Unum.Hive.Experts;

/// <summary>
/// Finds the instances that know a field, puts a question to them and ranks what they say.
/// <para>
/// The table names nodes that claim the specialisation; those of the wanted size, availability and basin are sorted by what can be known beforehand (stands in the
/// wanted basin, failed lately, trust times availability, size) and the first are asked at once, as many as answers are wanted. Who fails or is slow is replaced by the next until
/// enough have answered or the deadline is there. Answers are ranked by trust times 2^-surprise. The surprise is what the expert says of itself: a liar may claim
/// none, so trust must weigh it. Safe from several threads; remembers at most a thousand failures.
/// </para>
/// </summary>
public sealed class ExpertFinder(IExpertDirectory directory, IExpertLink link, IQuestionPlanner planner, ExpertOptions options, TimeProvider time)
{
    private const int MostRemembered = 1000;
    private readonly ConcurrentDictionary<DhtId, int> _failures = [];

    /// <summary>Asks.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More answers, or fewer, are wanted than the options allow.</exception>
    /// <exception cref="InvalidOperationException">The planner made no parts, or too many.</exception>
    public async Task<ExpertOutcome> AskAsync(ExpertQuestion question, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(question.Text);
        ArgumentException.ThrowIfNullOrWhiteSpace(question.Specialisation);
        ArgumentOutOfRangeException.ThrowIfLessThan(question.Wanted, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(question.Wanted, options.MostWanted);
        IReadOnlyList<QuestionPart> parts = planner.Decompose(question.Text, question.Specialisation);
        if (parts.Count == 0 || parts.Count > options.MostParts) throw new InvalidOperationException(FormattableString.Invariant($"The planner made {parts.Count} parts of the question; 1 to {options.MostParts} can be asked."));
        using CancellationTokenSource late = new(options.Deadline, time);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        PartAnswers[] answers = await Task.WhenAll(parts.Select(p => AskPartAsync(p, question, ended.Token, cancellationToken)));
        return new ExpertOutcome(planner.Synthesise(question.Text, answers), answers);
    }

    private async Task<PartAnswers> AskPartAsync(QuestionPart part, ExpertQuestion question, CancellationToken ended, CancellationToken caller)
    {
        Queue<CapabilityRecord> candidates;
        try
        {
            IReadOnlyList<CapabilityRecord> found = await directory.FindAsync(part.Specialisation, question.Wanted * options.Spare, ended);
            candidates = new(Fitting(found, question));
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return new PartAnswers(part, [], [], 0); // the search alone took all the time there was
        }

        int fitting = candidates.Count, asked = 0;
        List<ExpertAnswer> answers = [];
        List<ExpertFailure> failures = [];
        List<Task<(CapabilityRecord Expert, ExpertAnswer? Answer, string? Failure)>> open = [];
        List<Task> slow = []; // one for each that is open and was not replaced yet
        using CancellationTokenSource enough = CancellationTokenSource.CreateLinkedTokenSource(ended);
        while (answers.Count < question.Wanted)
        {
            while (candidates.Count > 0 && slow.Count < question.Wanted - answers.Count && !ended.IsCancellationRequested)
            {
                open.Add(AskOneAsync(candidates.Dequeue(), part, enough.Token));
                slow.Add(Task.WhenAny(open[^1], Task.Delay(options.Patience, time, enough.Token)));
                asked++;
            }

            if (open.Count == 0) break;
            await Task.WhenAny([.. open, .. candidates.Count > 0 ? slow : []]);
            caller.ThrowIfCancellationRequested();
            slow.RemoveAll(static s => s.IsCompleted);
            foreach (Task<(CapabilityRecord Expert, ExpertAnswer? Answer, string? Failure)> done in open.Where(static o => o.IsCompleted).ToArray())
            {
                open.Remove(done);
                (CapabilityRecord expert, ExpertAnswer? answer, string? failure) = await done;
                Remember(expert.Node, answer is not null);
                if (answer is not null) answers.Add(answer);
                else failures.Add(new ExpertFailure(expert.Node, failure!));
            }
        }

        await enough.CancelAsync();
        Invariant.Holds(asked <= fitting, "nobody is asked twice");
        return new PartAnswers(part, [.. answers.OrderByDescending(static a => a.Score).ThenBy(static a => a.Milliseconds)], failures, fitting);
    }

    private async Task<(CapabilityRecord Expert, ExpertAnswer? Answer, string? Failure)> AskOneAsync(CapabilityRecord expert, QuestionPart part, CancellationToken ended)
    {
        long began = time.GetTimestamp();
        try
        {
            // A link that does not listen to cancellation must not keep everybody waiting.
            ExpertReply reply = await link.AskAsync(expert, part.Text, part.Specialisation, ended).WaitAsync(ended);
            if (!double.IsFinite(reply.Surprise) || reply.Surprise < 0) return (expert, null, "says a surprise that is none");
            double score = Trust(expert.Node) * Math.Pow(2, -reply.Surprise);
            return (expert, new ExpertAnswer(expert.Node, part.Specialisation, reply.Text, reply.Surprise, score, expert.Basin, time.GetElapsedTime(began).TotalMilliseconds), null);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return (expert, null, "did not answer in time");
        }
#pragma warning disable CA1031 // Whatever an expert's link breaks with is that expert's failure: the next one is asked.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return (expert, null, e.Message);
        }
    }

    private IEnumerable<CapabilityRecord> Fitting(IReadOnlyList<CapabilityRecord> found, ExpertQuestion question) => found
        .Where(r => r.LogSize >= question.LeastLogSize && r.Availability >= question.LeastAvailability && Trust(r.Node) > 0)
        .Where(r => !question.OnlyThatBasin || r.Basin == question.Basin)
        .DistinctBy(static r => r.Node)
        .OrderByDescending(r => question.Basin is { } basin && r.Basin == basin)
        .ThenBy(r => _failures.GetValueOrDefault(r.Node))
        .ThenByDescending(r => Trust(r.Node) * (r.Availability + 1))
        .ThenByDescending(static r => r.LogSize);

    private double Trust(DhtId node) => options.Trust is { } trust ? Math.Clamp(trust(node), 0, 1) : 1;

    private void Remember(DhtId node, bool answered)
    {
        if (answered) _failures.TryRemove(node, out _);
        else if (_failures.Count < MostRemembered || _failures.ContainsKey(node)) _failures.AddOrUpdate(node, 1, static (_, n) => n + 1);
        else _failures.Clear();
    }
}
