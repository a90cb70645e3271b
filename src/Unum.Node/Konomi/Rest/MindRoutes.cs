using System.Text.Json;
using Unum.Grid.Instances;
using Unum.Grid.Minds;
using Unum.Grid.Space;
using Unum.Grid.Storage;
using Unum.Node.Konomi.Api;
using Unum.Node.Reporting;

namespace Unum.Node.Konomi.Rest;

/// <summary>What blocks' minds do: one block, or a whole face of them.</summary>
internal sealed class MindRoutes(KonomiService konomi)
{
    private const string Group = "Minds";
    private const string Cancelled = "cancelled";
    private const string Lines = "application/x-ndjson";
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromMilliseconds(100);

    public IEnumerable<ApiRoute> All()
    {
        yield return new("POST", "/llm/process", "Let one block's mind read a text and answer; the block wakes up if it is not active.", ProcessAsync)
        {
            Group = Group,
            Answer = typeof(ProcessAnswer),
            Writes = true,
            Heavy = true,
            Refusals = [404],
            Fields =
            [
                ApiField.Integer("x", "From 0.", 0, Dimensions.Most - 1).Needed(), ApiField.Integer("y", "From 0.", 0, Dimensions.Most - 1).Needed(),
                ApiField.Integer("z", "From 0.", 0, Dimensions.Most - 1).Needed(), ApiField.Text("text", "What it reads.", BlockMinds.MostText).Needed(), KonomiService.InstanceField,
            ],
        };
        yield return new("POST", "/llm/interlock", "Do something to every block of a face at once. With Accept: application/x-ndjson progress comes line by line.", InterlockAsync)
        {
            Group = Group,
            Answer = typeof(InterlockAnswer),
            Writes = true,
            Heavy = true,
            Refusals = [404],
            Fields =
            [
                ApiField.OneOf("plane", "The axis that the face stands on.", "x", "y", "z").Needed(),
                ApiField.Integer("index", "Where on it.", 0, Dimensions.Most - 1).Needed(),
                ApiField.OneOf("operation", "activate: every block becomes active. process: every active mind reads the text. sync: one cycle of the kappa field. deactivate: none is active.", "activate", "process", "sync", "deactivate").Needed(),
                ApiField.Number("value", "For activate; 1 when left out.").Or("v"), ApiField.Text("text", "For process.", BlockMinds.MostText), KonomiService.InstanceField,
            ],
        };
        yield return new("GET", "/operations", "Face operations that run, and the last hundred that ran.", _ => Task.FromResult(new ApiAnswer(
            new OperationsAnswer([.. konomi.Operations.All().Select(static r => r.Answer())]))))
        { Group = Group, Answer = typeof(OperationsAnswer) };
        yield return new("DELETE", "/operations/{operation_id}", "Cancel a face operation; what it has done stays done.", CancelAsync)
        {
            Group = Group,
            Answer = typeof(OperationAnswer),
            Status = 202,
            Refusals = [404, 409],
            Fields = [ApiField.Id("operation_id", "Of GET /operations.").OfPath()],
        };
    }

    private async Task<ApiAnswer> ProcessAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        Coordinate at = KonomiService.Within(grid, call.At());
        OperationReceipt receipt = await grid.ApplyAsync(new GridOperation.Process(at, call.Text("text")!), call.Stopping);
        FaceWorkResult work = receipt.Work!;
        return new ApiAnswer(new ProcessAnswer(Answers.Triple(at), work.Text, Math.Round(work.BitsPerByte, 6), Math.Round(work.MeanKappa, 6), receipt.Sequence));
    }

    private async Task<ApiAnswer> InterlockAsync(ApiCall call)
    {
        GridInstance grid = konomi.Instance(call);
        Plane plane = Enum.Parse<Plane>(call.Text("plane")!, ignoreCase: true);
        int index = call.Int("index");
        int most = plane switch { Plane.X => grid.Dimensions.X, Plane.Y => grid.Dimensions.Y, _ => grid.Dimensions.Z };
        if (index >= most) throw ApiProblem.Field("index", FormattableString.Invariant($"'index' must be 0 to {most - 1}: instance '{grid.Id}' is {grid.Dimensions}."));
        FaceOperation operation = Enum.Parse<FaceOperation>(call.Text("operation")!, ignoreCase: true);
        if (operation == FaceOperation.Process && string.IsNullOrEmpty(call.Text("text"))) throw ApiProblem.Field("text", "'text' is missing: what the minds of the face shall read.");
        float value = call.Float("value", 1);
        if (!float.IsFinite(value)) throw ApiProblem.Field("value", "'value' must be a finite number that a 32-bit float can hold.");
        bool streams = call.Context.Request.Headers.Accept.ToString().Contains(Lines, StringComparison.OrdinalIgnoreCase);
        FaceRun run = konomi.Operations.Begin(grid.Id, plane, index, operation, call.Stopping);
        string status = "failed";
        try
        {
            Task<OperationReceipt> work = Task.Run(
                () => grid.ApplyAsync(
                    new GridOperation.Face(plane, index, operation, value, operation == FaceOperation.Process ? call.Text("text")! : ""),
                    new GridApplyOptions { Progress = run.Tell }, run.Stopping),
                CancellationToken.None);
            if (streams) await TellProgressAsync(call, run, work);
            OperationReceipt receipt = await work;
            status = receipt.Cancelled ? Cancelled : "done";
            run.Tell(new FaceProgress(receipt.Touched, Math.Max(receipt.Touched, run.Progress.Of)));
            double kappa = receipt.Work?.MeanKappa ?? grid.Read(blocks => MeanKappa(blocks, plane, index));
            InterlockAnswer answer = new(
                run.Id, call.Text("plane")!, index, call.Text("operation")!, status, receipt.Touched, Math.Round(kappa, 6), run.Milliseconds, receipt.Sequence,
                receipt.Work?.Text, receipt.Work is { } w ? Math.Round(w.BitsPerByte, 6) : null);
            if (streams) await WriteLineAsync(call, answer);
            return new ApiAnswer(answer) { Written = streams };
        }
        catch (OperationCanceledException) when (!call.Stopping.IsCancellationRequested)
        {
            status = Cancelled;
            InterlockAnswer none = new(run.Id, call.Text("plane")!, index, call.Text("operation")!, status, 0, 0, run.Milliseconds, grid.Sequence, null, null);
            if (streams) await WriteLineAsync(call, none);
            return new ApiAnswer(none) { Written = streams };
        }
        finally
        {
            konomi.Operations.End(run, status);
        }
    }

    /// <summary>A line every tenth of a second until the work is done; the first at once, so that the caller knows the operation's id.</summary>
    private async Task TellProgressAsync(ApiCall call, FaceRun run, Task work)
    {
        call.Context.Response.ContentType = Lines;
        do
        {
            FaceProgress progress = run.Progress;
            await WriteLineAsync(call, new { OperationId = run.Id, progress.Processed, progress.Of });
            await Task.WhenAny(work, Task.Delay(ProgressEvery, konomi.Time, call.Stopping));
        }
        while (!work.IsCompleted && !call.Stopping.IsCancellationRequested);
    }

    private static async Task WriteLineAsync(ApiCall call, object line)
    {
        await call.Context.Response.Body.WriteAsync((byte[])[.. JsonSerializer.SerializeToUtf8Bytes(line, line.GetType(), Wire.Json), (byte)'\n'], call.Stopping);
        await call.Context.Response.Body.FlushAsync(call.Stopping);
    }

    private static double MeanKappa(BlockArray blocks, Plane plane, int index)
    {
        double sum = 0;
        long count = 0;
        foreach (Block block in blocks.Face(plane, index))
        {
            sum += block.Kappa;
            count++;
        }

        return count == 0 ? 0 : sum / count;
    }

    private Task<ApiAnswer> CancelAsync(ApiCall call)
    {
        string id = call.Text("operation_id")!;
        if (konomi.Operations.Cancel(id) is { } run) return Task.FromResult(new ApiAnswer(run.Answer(), StatusCodes.Status202Accepted));
        throw konomi.Operations.Finished(id) is null
            ? ApiProblem.Missing("operation", $"No operation '{id}' runs; GET /operations lists them.")
            : ApiProblem.Conflict($"The operation '{id}' has ended already.");
    }
}
