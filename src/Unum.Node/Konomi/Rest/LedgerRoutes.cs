using Unum.Grid.Consensus;
using Unum.Grid.Instances;
using Unum.Grid.Integrity;
using Unum.Grid.Space;
using Unum.Node.Konomi.Api;
using Unum.Node.Reporting;

namespace Unum.Node.Konomi.Rest;

/// <summary>What the validators agreed on, and proofs of what the grid holds.</summary>
internal sealed class LedgerRoutes(KonomiService konomi)
{
    private const string Group = "Ledger";
    private static readonly ApiField[] At =
    [
        ApiField.Integer("x", "From 0.", 0, Dimensions.Most - 1).Needed(), ApiField.Integer("y", "From 0.", 0, Dimensions.Most - 1).Needed(),
        ApiField.Integer("z", "From 0.", 0, Dimensions.Most - 1).Needed(), KonomiService.InstanceField,
    ];

    public IEnumerable<ApiRoute> All()
    {
        yield return new("GET", "/ledger", "The nine validators, the last block, lies found, and the grid's last root.", StatusAsync) { Group = Group, Answer = typeof(LedgerAnswer), Fields = [KonomiService.InstanceField], Refusals = [404] };
        yield return new("GET", "/ledger/blocks/{height}", "One finalised block.", BlockAsync)
        {
            Group = Group,
            Answer = typeof(LedgerBlockAnswer),
            Refusals = [404],
            Fields = [ApiField.Integer("height", "From 1.", 1, long.MaxValue / 2).OfPath()],
        };
        yield return new("GET", "/ledger/proof", "Commit, and prove what a block holds or that it is not active.", ProofAsync) { Group = Group, Answer = typeof(ProofAnswer), Heavy = true, Refusals = [404], Fields = At };
        yield return new("POST", "/ledger/commit", "Hash everything that changed into a new Merkle root.", CommitAsync) { Group = Group, Answer = typeof(CommitAnswer), Heavy = true, Refusals = [404], Fields = [KonomiService.InstanceField] };
        yield return new("POST", "/ledger/verify", "Check the whole history, the snapshots and the memory against their hashes.", VerifyAsync) { Group = Group, Answer = typeof(VerifyAnswer), Heavy = true, Refusals = [404], Fields = [KonomiService.InstanceField] };
        yield return new("GET", "/ledger/history", "The hash-chained history of an instance, a page at a time.", HistoryAsync)
        {
            Group = Group,
            Answer = typeof(HistoryAnswer),
            Heavy = true,
            Refusals = [404],
            Fields = [ApiField.Integer("from", "First entry; 0, the beginning, when left out.", 0, long.MaxValue / 2), ApiField.Integer("limit", "Most entries; 100 when left out.", 1, 1000), KonomiService.InstanceField],
        };
        yield return new("POST", "/ledger/submit", "Have an operation agreed by the nine validators, then applied.", SubmitAsync)
        {
            Group = Group,
            Answer = typeof(SubmittedAnswer),
            Writes = true,
            Heavy = true,
            Refusals = [404, 409],
            Fields =
            [
                ApiField.OneOf("operation", "set and deactivate need x, y, z; activate and sync of a face need plane and index; link needs source and target.", "set", "activate", "deactivate", "link", "unlink", "face_activate", "face_deactivate").Needed(),
                .. At.Select(static f => f with { Required = false }), ApiField.Number("value", "For set and activate.").Or("v"),
                ApiField.OneOf("plane", "For a face.", "x", "y", "z"), ApiField.Integer("index", "For a face.", 0, Dimensions.Most - 1),
                ApiField.Triple("source", "For link and unlink.", 0, Dimensions.Most - 1), ApiField.Triple("target", "For link and unlink.", 0, Dimensions.Most - 1),
            ],
        };
        yield return new("POST", "/ledger/validators/{name}", "Make a validator fail, or follow the protocol again.", FaultAsync)
        {
            Group = Group,
            Answer = typeof(LedgerAnswer),
            Fields =
            [
                ApiField.OneOf("name", "Which.", [.. ValidatorNames.All]).OfPath(),
                ApiField.OneOf("fault", "What is wrong with it from now on.", "none", "stopped", "equivocating").Needed(), KonomiService.InstanceField,
            ],
        };
    }

    private static CommitAnswer? Describe(GridInstance grid, GridCommit? commit) =>
        commit is null ? null : new CommitAnswer(grid.Id, commit.Sequence, commit.Root.ToString(), commit.Blocks, commit.Bricks);

    private async Task<ApiAnswer> StatusAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        CubeLedger ledger = await konomi.Ledger.LedgerAsync(call.Stopping);
        LedgerStatus status = ledger.Status;
        return new ApiAnswer(new LedgerAnswer(
            status.Height, status.Head.ToString(), konomi.Ledger.Applied, status.Answering, status.Needed, status.Pending, status.Stopped,
            [.. status.Validators.Select(static v => new ValidatorAnswer(v.Name, Wire.Word(v.Fault), v.State, v.Height, v.Round, v.Pending, v.WaitsFor))],
            [.. ledger.Evidence.Select(static e => new EvidenceAnswer(ValidatorNames.Of(e.Guilty), e.Reason, e.First.Round))],
            Describe(grid, grid.LastCommit)));
    }

    private async Task<ApiAnswer> BlockAsync(ApiCall call)
    {
        CubeLedger ledger = await konomi.Ledger.LedgerAsync(call.Stopping);
        long height = call.Long("height");
        FinalisedBlock block = ledger.Block(height)
            ?? throw ApiProblem.Missing("block", FormattableString.Invariant($"There is no block {height}; the ledger has {ledger.Height}."));
        return new ApiAnswer(new LedgerBlockAnswer(
            block.Block.Height, block.Block.Round, block.Block.Hash.ToString(), block.Block.ParentHash.ToString(),
            [.. block.Block.Operations.Select(static (o, i) => AgreedOperation.TryDecode(o.Payload, out string? instance, out GridOperation? change)
                ? new LedgerOperationAnswer(i, instance, change.ToString()!, o.Payload.Length)
                : new LedgerOperationAnswer(i, null, "unreadable", o.Payload.Length))],
            [.. block.Proof.Select(static b => new LedgerVoteAnswer(ValidatorNames.Of(b.Validator), b.Round))]));
    }

    private async Task<ApiAnswer> ProofAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        Coordinate at = KonomiService.Within(grid, call.At());
        MerkleProof proof = await grid.ProveAsync(at, call.Stopping);
        return new ApiAnswer(new ProofAnswer(
            Answers.Triple(at), proof.Active, proof.Value, proof.Kappa, proof.Active ? BlockVersion.Hash(at, proof.Value, grid.Dimensions) : null,
            proof.Root.ToString(), grid.LastCommit?.Sequence ?? 0, Answers.Triple(proof.Dimensions), proof.Blocks, proof.Minds.ToString(),
            [.. proof.Brick.Select(static b => new ProofBlockAnswer(b.Index, b.Value, b.Kappa, b.Links))],
            [.. proof.Steps.Select(static s => new ProofStepAnswer(s.Level, s.Present, [.. s.Others.Select(static o => o.ToString())]))], proof.Verify(proof.Root)));
    }

    private async Task<ApiAnswer> CommitAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        return new ApiAnswer(Describe(grid, await grid.CommitAsync(call.Stopping)));
    }

    private async Task<ApiAnswer> VerifyAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        VerifyReport report = await grid.VerifyAsync(call.Stopping);
        return new ApiAnswer(new VerifyAnswer(grid.Id, report.Sound, report.Entries, report.Bricks, [.. report.Damage.Select(static d => new DamageAnswer(d.Where, d.Entry, d.Offset, d.What))]));
    }

    private Task<ApiAnswer> HistoryAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        int limit = call.Int("limit", 100);
        IReadOnlyList<GridHistoryEntry> entries = grid.History(call.Long("from"), limit);
        return Task.FromResult(new ApiAnswer(new HistoryAnswer(
            grid.Id,
            [.. entries.Select(static e => new HistoryEntryAnswer(
                e.Sequence, Answers.Seconds(e.TimeMilliseconds), e.Operation?.GetType().Name.ToLowerInvariant() ?? "commit", e.Operation is null ? e.Root.ToString() : null, e.Chain.ToShortString()))],
            entries.Count == limit ? entries[^1].Sequence + 1 : null)));
    }

    private async Task<ApiAnswer> SubmitAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        LedgerReceipt receipt = await konomi.Ledger.SubmitAsync(grid, Operation(grid, call), call.Stopping);
        return new ApiAnswer(new SubmittedAnswer("finalised", receipt.Height, receipt.BlockHash.ToString(), receipt.Index, grid.Id));
    }

    private static GridOperation Operation(GridInstance grid, ApiCall call)
    {
        float value = call.Float("value", 1);
        if (!float.IsFinite(value)) throw ApiProblem.Field("value", "'value' must be a finite number that a 32-bit float can hold.");
        Coordinate Block() => call.Has("x") && call.Has("y") && call.Has("z") ? KonomiService.Within(grid, call.At()) : throw ApiProblem.Field("x,y,z", "'x', 'y' and 'z' are needed: which block.");
        Coordinate End(string name) => call.Triple(name) is { } at ? KonomiService.Within(grid, at, name) : throw ApiProblem.Field(name, $"'{name}' is needed: [x, y, z].");
        GridOperation Face(FaceOperation what)
        {
            if (!call.Has("plane") || !call.Has("index")) throw ApiProblem.Field("plane", "'plane' and 'index' are needed: which face.");
            Plane plane = Enum.Parse<Plane>(call.Text("plane")!, ignoreCase: true);
            int most = plane switch { Plane.X => grid.Dimensions.X, Plane.Y => grid.Dimensions.Y, _ => grid.Dimensions.Z };
            return call.Int("index") < most
                ? new GridOperation.Face(plane, call.Int("index"), what, what == FaceOperation.Activate ? value : 1)
                : throw ApiProblem.Field("index", FormattableString.Invariant($"'index' must be 0 to {most - 1}."));
        }

        return call.Text("operation") switch
        {
            "set" => call.Has("value") ? new GridOperation.Set(Block(), value) : throw ApiProblem.Field("value", "'value' is missing: a finite number."),
            "activate" => new GridOperation.Activate(Block(), value),
            "deactivate" => new GridOperation.Deactivate(Block()),
            "link" => new GridOperation.Link(End("source"), End("target")),
            "unlink" => new GridOperation.Unlink(End("source"), End("target")),
            "face_activate" => Face(FaceOperation.Activate),
            _ => Face(FaceOperation.Deactivate),
        };
    }

    private async Task<ApiAnswer> FaultAsync(ApiCall call)
    {
        CubeLedger ledger = await konomi.Ledger.LedgerAsync(call.Stopping);
        ledger.SetFault(ValidatorNames.Find(call.Text("name")!), Enum.Parse<ValidatorFault>(call.Text("fault")!, ignoreCase: true));
        return await StatusAsync(call);
    }
}
