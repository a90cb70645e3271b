using System.Text;
using Unum.Hive.Content;
using Unum.Hive.Instances;
using Unum.Hive.Skills;
using Unum.Node.Konomi.Api;
using Unum.Node.Reporting;

namespace Unum.Node.Hive;

/// <summary>The REST calls of the hive's skills.</summary>
internal sealed class SkillRoutes(HiveService hive)
{
    private const string Group = "Hive";
    private const int MostScored = 65_536;
    private const int BytesPerCharacter = 6; // of JSON: a \u escape

    public IEnumerable<ApiRoute> All()
    {
        yield return new("GET", "/hive/skills", "The skills that this node has: its own and others'.", List) { Group = Group, Answer = typeof(HiveSkillsAnswer) };
        yield return new("GET", "/hive/skills/{cid}", "One skill as it travels: its author's public key of 33 bytes, then the signed packet.", Parcel)
        {
            Group = Group,
            Fields = [ApiField.Id("cid", "Its name.").OfPath()],
            MediaType = "application/octet-stream",
            Refusals = [StatusCodes.Status404NotFound],
        };
        yield return new("POST", "/hive/skills", "Learns a skill from a text and shares it in one signed packet. Takes seconds; one at a time. The last tenth of the text is held out and states the gain.", LearnAsync)
        {
            Group = Group,
            Fields =
            [
                ApiField.Text("name", "What it is a skill of.", ConceptNames.Longest).Needed().As("python"),
                ApiField.Text("text", "What is learned: at least 2,048 bytes of UTF-8, better 100,000.", SkillLesson.MostBytes).Needed(),
                ApiField.Integer("budget", "Bytes of the packet: 512 (when left out) or 4,096.", SkillLesson.SmallBudget, SkillLesson.LargeBudget),
            ],
            Status = StatusCodes.Status201Created,
            Answer = typeof(HiveSkillAnswer),
            Refusals = [StatusCodes.Status409Conflict],
            LargestBody = (BytesPerCharacter * SkillLesson.MostBytes) + ApiRoute.UsualBody,
            Heavy = true,
            Writes = true,
        };
        yield return new("POST", "/hive/score", "How well this node says what follows in a text: bits per byte of its own mind alone and with the skills that it has, and whom it believed.", ScoreAsync)
        {
            Group = Group,
            Fields = [ApiField.Text("text", "Any text.", MostScored).Needed()],
            Answer = typeof(HiveTextScoreAnswer),
            LargestBody = (BytesPerCharacter * MostScored) + ApiRoute.UsualBody,
            Heavy = true,
        };
    }

    private Task<ApiAnswer> List(ApiCall call)
    {
        (IReadOnlyDictionary<RefusalReason, long> refused, _) = hive.Skills.Refusals;
        return Task.FromResult(new ApiAnswer(new HiveSkillsAnswer([.. hive.Skills.All.Select(Describe)], refused.ToDictionary(static r => Wire.Word(r.Key), static r => r.Value, StringComparer.Ordinal))));
    }

    private Task<ApiAnswer> Parcel(ApiCall call) => Cid.TryParse(call.Text("cid"), out Cid cid) && hive.Skills.Find(cid) is { } shelved
        ? Task.FromResult(new ApiAnswer(shelved.Packet.Parcel.ToArray()))
        : throw ApiProblem.Missing("skill", $"There is no skill '{call.Text("cid")}' here; GET /hive/skills lists those that are.");

    private async Task<ApiAnswer> LearnAsync(ApiCall call)
    {
        string name = call.Text("name")!;
        ConceptNames.Check(name);
        int budget = call.Int("budget", SkillLesson.SmallBudget);
        if (budget is not (SkillLesson.SmallBudget or SkillLesson.LargeBudget)) throw ApiProblem.Field("budget", FormattableString.Invariant($"'budget' is {SkillLesson.SmallBudget} or {SkillLesson.LargeBudget} bytes, not {budget}."));
        ShelvedSkill learned = await hive.LearnSkillAsync(name, Encoding.UTF8.GetBytes(call.Text("text")!), budget, call.Stopping);
        return ApiAnswer.Created(Describe(learned), "/hive/skills/" + learned.Packet.Cid);
    }

    private async Task<ApiAnswer> ScoreAsync(ApiCall call)
    {
        byte[] text = Encoding.UTF8.GetBytes(call.Text("text")!);
        if (text.Length == 0) throw ApiProblem.Field("text", "'text' is empty: what shall be read?");
        SkillScore score = await Task.Run(() => hive.Skills.Score(text, call.Stopping), call.Stopping);
        return new ApiAnswer(new HiveTextScoreAnswer(
            text.Length, Wire.Number(score.Own), Wire.Number(score.WithSkills), Wire.Number(score.OwnBelief), Wire.Number(score.NobodyBelief),
            [.. score.Beliefs.Select(b => new HiveBeliefAnswer(b.Skill.Cid.ToString(), hive.NameOf(b.Skill.Content.Skill), b.Skill.Content.Author.ToString(), Wire.Number(b.Belief)))]));
    }

    private HiveSkillAnswer Describe(ShelvedSkill shelved)
    {
        SkillDelta content = shelved.Packet.Content;
        return new HiveSkillAnswer(
            shelved.Packet.Cid.ToString(), HiveService.IdOf(content.Skill), hive.KnownName(content.Skill), content.Author.ToString(), content.Lamport, shelved.Packet.Bytes.Length, Wire.Number((double)content.Gain),
            shelved.OwnGain is { } gain ? Wire.Number(gain) : null, content.Author == hive.Author);
    }
}
