using Unum.Grid.Cubes;
using Unum.Node.Konomi.Api;

namespace Unum.Node.Konomi.Rest;

/// <summary>Cubes of nine minds.</summary>
internal sealed class CubeRoutes(KonomiService konomi)
{
    private const string Group = "Cubes";
    private static readonly ApiField Id = ApiField.Id("cube_id", "The cube.").OfPath();
    private static readonly string[] Names = [.. CubeShape.All.Select(static v => v.ToString())];

    public static ApiField VertexField(string name, string description) => ApiField.OneOf(name, description, Names);

    public static ApiField PositionField { get; } = ApiField.Triple("position", "Where the cube stands; [0,0,0] when left out.", -1_000_000, 1_000_000);

    public IEnumerable<ApiRoute> All()
    {
        yield return new("POST", "/cubes", "Make a cube.", call =>
        {
            CubeEntry made = konomi.Cubes.Create(call.Text("cube_id"), call.Text("template_id"), call.Triple("position") ?? default);
            return Done(ApiAnswer.Created(made.Made(), $"/cubes/{made.Cube.Id}"));
        })
        {
            Group = Group,
            Answer = typeof(CubeMadeAnswer),
            Status = 201,
            Writes = true,
            Refusals = [409],
            Fields = [ApiField.Id("cube_id", "Its name; the next free one when left out."), ApiField.Id("template_id", "Kept with the cube."), PositionField],
        };
        yield return new("GET", "/cubes", "All cubes.", _ => Done(new ApiAnswer(new CubesAnswer([.. konomi.Cubes.All().Select(static e => e.Line())])))) { Group = Group, Answer = typeof(CubesAnswer) };
        yield return new("GET", "/cubes/{cube_id}", "One cube: state, kappas, edges.", call => Done(new ApiAnswer(Cube(call).Describe()))) { Group = Group, Answer = typeof(CubeAnswer), Refusals = [404], Fields = [Id] };
        yield return new("DELETE", "/cubes/{cube_id}", "Remove a cube and every edge to it.", call =>
        {
            Cube(call);
            konomi.Cubes.Remove(call.Text("cube_id")!);
            return Done(ApiAnswer.Nothing);
        })
        { Group = Group, Status = 204, Writes = true, Refusals = [404], Fields = [Id] };
        yield return new("POST", "/cubes/{cube_id}/process", "A text at one vertex; its neighbours hear text and answer.", async call =>
            new ApiAnswer(await konomi.Cubes.ProcessAsync(Cube(call), CubeShape.Parse(call.Text("vertex")!), call.Text("text")!, Options(call), call.Stopping)))
        {
            Group = Group,
            Answer = typeof(VertexProcessAnswer),
            Writes = true,
            Heavy = true,
            Refusals = [404, 409],
            Fields = [Id, .. ProcessFields],
        };
        yield return new("POST", "/cubes/{cube_id}/connect", "Join two places, both ways.", call => Done(new ApiAnswer(Connect(konomi, Cube(call), call))))
        {
            Group = Group,
            Answer = typeof(ConnectedAnswer),
            Writes = true,
            Refusals = [404, 409],
            Fields = [Id, .. ConnectFields],
        };
        yield return new("POST", "/cubes/{cube_id}/collective_think", "All nine read the query and agree on an answer.", async call =>
            new ApiAnswer(await konomi.Cubes.ThinkAsync(Cube(call), call.Text("query")!, call.Stopping)))
        {
            Group = Group,
            Answer = typeof(CollectiveThoughtAnswer),
            Writes = true,
            Heavy = true,
            Refusals = [404, 409],
            Fields = [Id, ApiField.Text("query", "What they think about.").Needed()],
        };
        yield return new("POST", "/cubes/{cube_id}/command", "Command the cube's PackML state machine.", call =>
            Done(new ApiAnswer(konomi.Cubes.Command(Cube(call), Enum.Parse<PackCommand>(call.Text("command")!)))))
        {
            Group = Group,
            Answer = typeof(CommandAnswer),
            Writes = true,
            Refusals = [404, 409],
            Fields = [Id, ApiField.OneOf("command", "The command.", Enum.GetNames<PackCommand>()).Needed()],
        };
    }

    public static IReadOnlyList<ApiField> ProcessFields { get; } =
    [
        VertexField("vertex", "Who reads it.").Needed(), ApiField.Text("text", "What it reads.").Needed(),
        ApiField.Integer("bytes", "Length of the answer; 32 when left out.", 0, 1024), ApiField.Integer("hops", "How many edges text and answer travel; 1 when left out.", 0, 16),
    ];

    public static ProcessOptions Options(ApiValues call) => new() { Bytes = call.Int("bytes", ProcessOptions.Default.Bytes), Hops = call.Int("hops", ProcessOptions.Default.Hops) };

    public static IReadOnlyList<ApiField> ConnectFields { get; } =
    [
        VertexField("source", "One end.").Needed(), VertexField("target", "The other end.").Needed(),
        ApiField.Id("target_cube", "The cube of the other end; the same cube when left out."),
    ];

    public static ConnectedAnswer Connect(KonomiService konomi, CubeEntry entry, ApiValues call) => konomi.Cubes.Connect(
        entry, CubeShape.Parse(call.Text("source")!), call.Text("target_cube") is { } other ? konomi.Cubes.Get(other) : entry, CubeShape.Parse(call.Text("target")!));

    private static Task<ApiAnswer> Done(ApiAnswer answer) => Task.FromResult(answer);

    private CubeEntry Cube(ApiCall call) => konomi.Cubes.Get(call.Text("cube_id")!);
}
