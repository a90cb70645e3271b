using Unum.Hive.Concepts;
using Unum.Hive.Content;
using Unum.Hive.History;
using Unum.Hive.Instances;
using Unum.Hive.Skills;
using Unum.Node.Konomi.Api;
using Unum.Node.Reporting;

namespace Unum.Node.Hive;

/// <summary>The REST calls of the hive.</summary>
internal sealed class HiveRoutes(HiveService hive)
{
    private const string Group = "Hive";
    private const string Bytes = "application/octet-stream";
    private const string Skill = "skill";
    private const int MostPage = 500;
    private const int MostVersions = 1000;

    private static readonly ApiField Frame = ApiField.OneOf("frame", "Which of the node's two lines; vector when left out.", HiveLine.Vector, HiveLine.Text);

    private static readonly ApiField[] Point =
    [
        ApiField.Numbers("vector", "Up to 64 numbers, none negative.", Unum.Hive.Geometry.VectorFrame.Size).As((int[])[0, 3, 12, 9]),
        ApiField.Text("text", "In place of a vector: a text."),
    ];

    public IEnumerable<ApiRoute> All()
    {
        yield return new("GET", "/hive", "The hive as this node has it.", Status) { Group = Group, Fields = [Frame], Answer = typeof(HiveAnswer) };
        yield return new("GET", "/hive/deltas", "Deltas in the order in which they came in.", Deltas)
        {
            Group = Group,
            Fields = [Frame, ApiField.Integer("after", "How many to leave out.", 0, int.MaxValue), ApiField.Integer("limit", "Most of a page.", 1, MostPage)],
            Answer = typeof(HiveDeltasAnswer),
        };
        yield return new("POST", "/hive/deltas", "Hands in a delta of concepts or a skill, with or without its author's public key of 33 bytes before it.", Receive)
        {
            Group = Group,
            BodyType = Bytes,
            Status = StatusCodes.Status202Accepted,
            Answer = typeof(HiveReceivedAnswer),
            LargestBody = SignedSkill.MostParcelBytes,
        };
        yield return new("GET", "/hive/refusals", "The last hundred refusals, the newest first.", Refusals)
        {
            Group = Group,
            Fields = [ApiField.OneOf("frame", "Of which of the node's two lines, or of its skills; vector when left out.", HiveLine.Vector, HiveLine.Text, Skill)],
            Answer = typeof(HiveRefusalsAnswer),
        };
        yield return new("POST", "/hive/observe", "Shows an example of a concept.", Observe)
        {
            Group = Group,
            Fields = [ApiField.Text("concept", "Its public name.", ConceptNames.Longest).Needed().As("digit 7"), .. Point, ApiField.Texts("with", "Public names of other concepts that come with it.", ConceptLinks.MostCompanions).As((string[])["odd number"])],
            Answer = typeof(HiveObservedAnswer),
            Refusals = [StatusCodes.Status409Conflict],
        };
        yield return new("POST", "/hive/share", "Signs and tells what was observed since the last time.", Share) { Group = Group, Answer = typeof(HiveSharedAnswer), Writes = true };
        yield return new("POST", "/hive/recognise", "Which concept an example belongs to, and which others come with that.", Recognise) { Group = Group, Fields = Point, Answer = typeof(HiveRecognisedAnswer) };
        yield return new("GET", "/hive/history", "The steps of this node's basin, the latest first: each names the one before it and the deltas that came in.", History) { Group = Group, Fields = [Frame], Answer = typeof(HiveHistoryAnswer) };
        yield return new("GET", "/hive/names", "Names of concepts that this node knows; an id is the beginning of its name's SHA-256.", _ => Task.FromResult(new ApiAnswer(hive.Names()))) { Group = Group, Answer = typeof(string[]) };
        yield return new("POST", "/hive/gossip", "What nodes say to each other to compare their sets.", Gossip) { Group = Group, BodyType = Bytes, MediaType = Bytes, LargestBody = HiveExchange.MostRequest };
    }

    private static string Line(ApiCall call) => call.Text("frame") ?? HiveLine.Vector;

    private static double Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000.0;

    private static string? Parent(SignedDelta delta) => delta.Content.Parent.IsNone ? null : Cid.FromDigest(CidCodec.Raw, delta.Content.Parent).ToString();

    private Task<ApiAnswer> Status(ApiCall call) => Task.FromResult(new ApiAnswer(hive.Describe(Line(call))));

    private Task<ApiAnswer> Deltas(ApiCall call)
    {
        int after = call.Int("after"), limit = call.Int("limit", 100);
        (SignedDelta[] page, int total) = hive.With(Line(call), i => (i.Accepted.Skip(after).Take(limit).ToArray(), i.Accepted.Count));
        return Task.FromResult(new ApiAnswer(new HiveDeltasAnswer(
            [.. page.Select(d => new HiveDeltaAnswer(d.Cid.ToString(), d.Content.Author.ToString(), d.Content.Lamport, Parent(d), d.Content.Modes.Count, d.Bytes.Length, Seconds(hive.AcceptedAt(d.Cid))))],
            total, (long)after + page.Length < total ? after + page.Length : null)));
    }

    private Task<ApiAnswer> Receive(ApiCall call)
    {
        if (SignedSkill.IsLikely(call.Body))
        {
            (Refusal? unfit, Cid skill) = hive.Skills.Receive(call.Body);
            return unfit is null ? Task.FromResult(new ApiAnswer(new HiveReceivedAnswer("accepted", skill.ToString(), null), StatusCodes.Status202Accepted)) : throw Refuse(unfit);
        }

        (Refusal? refusal, Cid cid, HiveLine? line) = hive.Receive(call.Body);
        if (refusal is not null) throw Refuse(refusal);
        (string status, string basin) = hive.With(line!.Name, i => (i.Has(cid.Digest) ? "accepted" : "held", i.Canonical.Id.ToString()));
        return Task.FromResult(new ApiAnswer(new HiveReceivedAnswer(status, cid.ToString(), basin), StatusCodes.Status202Accepted));
    }

    private static ApiProblem Refuse(Refusal refusal) => new(StatusCodes.Status422UnprocessableEntity, $"refused: {Wire.Word(refusal.Reason)}", refusal.Words)
    {
        Fields = new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = Wire.Word(refusal.Reason) },
    };

    private Task<ApiAnswer> Refusals(ApiCall call)
    {
        string line = Line(call);
        IReadOnlyList<Refusal> refusals = string.Equals(line, Skill, StringComparison.Ordinal) ? hive.Skills.Refusals.Newest : hive.With(line, static i => i.Refusals);
        return Task.FromResult(new ApiAnswer(new HiveRefusalsAnswer(
            [.. refusals.Select(static r => new HiveRefusalAnswer(Wire.Word(r.Reason), r.Words, r.Author?.ToString(), r.Delta == default ? null : r.Delta.ToString(), Seconds(r.At)))])));
    }

    private Task<ApiAnswer> Observe(ApiCall call)
    {
        (string line, float[] psi) = Place(call);
        string name = call.Text("concept")!;
        return Task.FromResult(new ApiAnswer(new HiveObservedAnswer(name, HiveService.IdOf(hive.Observe(name, line, psi, call.Texts("with"))))));
    }

    private Task<ApiAnswer> Share(ApiCall call)
    {
        IReadOnlyList<SignedDelta> told = hive.Share();
        return Task.FromResult(new ApiAnswer(new HiveSharedAnswer([.. told.Select(static d => d.Cid.ToString())], told.Sum(static d => d.Bytes.Length), hive.With(HiveLine.Vector, static i => i.Canonical.Id.ToString()))));
    }

    private Task<ApiAnswer> Recognise(ApiCall call)
    {
        (string line, float[] psi) = Place(call);
        (IReadOnlyList<(uint Concept, double Share)> ranked, IReadOnlyList<HiveRelatedAnswer> related) = hive.Recognise(line, psi);
        HiveScoreAnswer[] ranking = [.. ranked.Take(20).Select(r => new HiveScoreAnswer(hive.NameOf(r.Concept), HiveService.IdOf(r.Concept), Wire.Number(r.Share)))];
        HiveScoreAnswer? best = ranking.FirstOrDefault();
        return Task.FromResult(new ApiAnswer(new HiveRecognisedAnswer(best?.Concept, best?.Id, best?.Score ?? 0, ranking, related)));
    }

    private Task<ApiAnswer> History(ApiCall call)
    {
        IReadOnlyList<LoggedVersion> versions = hive.Versions(Line(call), MostVersions);
        return Task.FromResult(new ApiAnswer(new HiveHistoryAnswer([.. versions.Select(static v => new HiveVersionAnswer(
            v.Cid.ToString(), [.. v.Version.Parents.Select(static p => p.ToString())], v.Version.Author.ToString(), v.Version.Lamport, [.. v.Version.Deltas.Select(static d => d.ToString())], v.Version.TimeMilliseconds / 1000.0))])));
    }

    private Task<ApiAnswer> Gossip(ApiCall call)
    {
        try
        {
            return Task.FromResult(new ApiAnswer(HiveExchange.Pack([.. HiveExchange.Split(call.Body).SelectMany(m => hive.Hear(m))])));
        }
        catch (FormatException e)
        {
            throw ApiProblem.Invalid(e.Message);
        }
    }

    private static (string Line, float[] Psi) Place(ApiCall call) => HiveLine.Place(call.Has("vector") ? call.Numbers("vector") : null, call.Text("text"));
}
