using System.Text;
using Unum.Fabric.Discovery;
using Unum.Femto;
using Unum.Hive.Experts;
using Unum.Node.Konomi.Api;
using Unum.Node.Serving;

namespace Unum.Node.Hive;

/// <summary>The table of the network, and questions to experts that it names.</summary>
internal sealed class DhtRoutes(DhtService dht, FemtoVoice voice)
{
    private const string Group = "Hive";
    private const int LongestQuestion = 4096;
    private const int MostWanted = 16;
    private const int MostDrawn = 2048;
    private const int Drawn = 160;
    private const int Piece = 32;
    private const int UsualWanted = 3;
    private static readonly ApiField Question = ApiField.Text("question", "What is asked.", LongestQuestion).Needed();
    private static readonly ApiField Specialisation = ApiField.Id("specialisation", "Whose field it is; text when left out.");

    public IEnumerable<ApiRoute> All()
    {
        yield return new("GET", "/hive/dht", "Whom this node knows in the table of the network, and how many records it keeps for others.", _ => Task.FromResult(new ApiAnswer(Describe())))
        { Group = Group, Answer = typeof(DhtAnswer) };
        yield return new("POST", "/hive/dht/announce", "Say from now on that this node is an expert of something.", AnnounceAsync)
        { Group = Group, Answer = typeof(DhtAnswer), Writes = true, Refusals = [409], Fields = [Specialisation.Needed()] };
        yield return new("POST", "/hive/ask", "Find other nodes that are experts of something, ask them and rank their answers.", AskAsync)
        {
            Group = Group,
            Answer = typeof(AskAnswer),
            Heavy = true,
            Fields =
            [
                Question, Specialisation, ApiField.Integer("wanted", "How many answers; 3 when left out.", 1, MostWanted),
                ApiField.Integer("least_log_size", "Binary logarithm of the fewest parameters.", 0, byte.MaxValue),
                ApiField.Number("least_availability", "Share of the time that an expert must be there, as it says.", 0, 1),
            ],
        };
        yield return new("POST", "/hive/ask/local", "Ask this node's own mind: it goes on from the question.", LocalAsync)
        {
            Group = Group,
            Answer = typeof(LocalAnswer),
            Heavy = true,
            Refusals = [404],
            Fields = [Question, Specialisation, ApiField.Integer("bytes", "How many to draw; 160 when left out.", 1, MostDrawn)],
        };
    }

    private DhtAnswer Describe()
    {
        UdpDhtTally tally = dht.Host.Tally;
        return new DhtAnswer(
            dht.Host.Id.ToHex(), dht.Host.Address.ToString(), dht.Specialisations,
            [.. dht.Host.Table().Select(static e => new DhtContactAnswer(e.Contact.Id.ToHex(), e.Contact.Address.ToString(), e.Bucket, Math.Round(e.SeenSeconds, 1)))],
            dht.Host.RecordsKept, tally.Received, tally.Malformed, tally.Limited, tally.Sent, tally.BytesSent, tally.Dropped, tally.Unreachable);
    }

    private Task<ApiAnswer> AnnounceAsync(ApiCall call)
    {
        dht.Announce(call.Text("specialisation")!);
        return Task.FromResult(new ApiAnswer(Describe()));
    }

    private async Task<ApiAnswer> AskAsync(ApiCall call)
    {
        ExpertQuestion question = new(call.Text("question")!, call.Text("specialisation") ?? DhtService.Text)
        {
            Wanted = call.Int("wanted", UsualWanted),
            LeastLogSize = (byte)call.Int("least_log_size"),
            LeastAvailability = (byte)Math.Round(byte.MaxValue * call.Number("least_availability")),
        };
        ExpertOutcome outcome = await dht.Finder.AskAsync(question, call.Stopping);
        return new ApiAnswer(new AskAnswer(
            question.Text, question.Specialisation, outcome.Text, outcome.Parts.Sum(static p => p.Found),
            [.. outcome.Parts.SelectMany(static p => p.Answers).Select(static a => new AskedExpert(a.Node.ToHex(), a.Specialisation, a.Text, Math.Round(a.Score, 6), Math.Round(a.Surprise, 6), Math.Round(a.Milliseconds, 1)))],
            [.. outcome.Parts.SelectMany(static p => p.Failures).Select(static f => new SilentExpert(f.Node.ToHex(), f.Reason))]));
    }

    private async Task<ApiAnswer> LocalAsync(ApiCall call)
    {
        string specialisation = call.Text("specialisation") ?? DhtService.Text;
        if (!dht.Specialisations.Contains(specialisation, StringComparer.Ordinal)) throw ApiProblem.Missing("specialisation", $"This node is no expert of '{specialisation}'; GET /hive/dht lists what it announces.");
        if (string.IsNullOrWhiteSpace(call.Text("question"))) throw ApiProblem.Field("question", "'question' is empty: what shall be answered?");
        if (!voice.TryEnter()) throw ApiProblem.Overloaded(FormattableString.Invariant($"{voice.MostOpen} requests are open already; come again in a second."));
        try
        {
            byte[] question = Encoding.UTF8.GetBytes(call.Text("question")!);
            byte[] drawn = new byte[call.Int("bytes", Drawn)];
            (IByteModel Mind, long SharedBytes) mind = await voice.BorrowAsync(call.Stopping);
            double surprise;
            using (Utterance said = await voice.ComputeAsync(() => new Completion().Begin(mind.Mind, question), call.Stopping))
            {
                surprise = said.Surprise / question.Length;
                for (int at = 0; at < drawn.Length; at += Piece)
                {
                    int begin = at;
                    await voice.ComputeAsync(() => Draw(said, drawn.AsSpan(begin, Math.Min(Piece, drawn.Length - begin))), call.Stopping);
                }
            }

            voice.Return(mind);
            return new ApiAnswer(new LocalAnswer(dht.Host.Id.ToHex(), specialisation, Encoding.UTF8.GetString(drawn), Math.Round(surprise, 6), mind.Mind.Bytes + mind.SharedBytes));
        }
        finally
        {
            voice.Leave();
        }
    }

    private static int Draw(Utterance said, Span<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++) bytes[i] = said.Next();
        return bytes.Length;
    }
}
