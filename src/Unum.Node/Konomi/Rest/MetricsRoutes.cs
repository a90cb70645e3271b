using System.Globalization;
using System.Text;
using Unum.Node.Konomi.Api;
using Unum.Node.Konomi.Live;

namespace Unum.Node.Konomi.Rest;

/// <summary>What this node does and needs: as JSON for pages, as text for Prometheus.</summary>
internal sealed class MetricsRoutes(KonomiService konomi, SocketHall sockets)
{
    private const string Group = "Metrics";

    public IEnumerable<ApiRoute> All()
    {
        yield return new("GET", "/grid/metrics", "Blocks, cubes, ledger and memory as JSON.", _ => Task.FromResult(new ApiAnswer(Read()))) { Group = Group, Answer = typeof(GridMetricsAnswer) };
        yield return new("GET", "/metrics", "The same and the calls' counts and durations, in Prometheus' text format.", _ => Task.FromResult(new ApiAnswer(Encoding.UTF8.GetBytes(Text()))))
        {
            Group = Group,
            MediaType = "text/plain; version=0.0.4; charset=utf-8",
        };
    }

    private GridMetricsAnswer Read()
    {
        InstanceMetricsAnswer[] instances = [.. konomi.Grids.Instances.Select(static g =>
        {
            (long blocks, long bytes) = g.Read(static b => (b.Count, b.Bytes));
            return new InstanceMetricsAnswer(g.Id, blocks, bytes, g.Sequence);
        })];
        IReadOnlyList<CubeEntry> cubes = konomi.Cubes.All();
        return new GridMetricsAnswer(
            instances.Sum(static i => i.ActiveBlocks), instances.Sum(static i => i.Bytes), instances, cubes.Count, cubes.Sum(static c => c.Cube.Bytes),
            cubes.Count == 0 ? KonomiService.RestingKappa : Math.Round(cubes.Average(static c => c.Cube.Kappa), 6), cubes.Sum(static c => c.Requests),
            konomi.Ledger.Running?.Height ?? 0, sockets.Count, Environment.WorkingSet, GC.GetTotalMemory(forceFullCollection: false));
    }

    private string Text()
    {
        StringBuilder text = new();
        void Line(string line) => text.Append(line).Append('\n');
        void Gauge(string name, string help, IEnumerable<(string Labels, double Value)> values)
        {
            Line($"# HELP {name} {help}");
            Line($"# TYPE {name} gauge");
            foreach ((string labels, double value) in values) Line(string.Create(CultureInfo.InvariantCulture, $"{name}{labels} {value}"));
        }

        GridMetricsAnswer read = Read();
        Gauge("unum_grid_active_blocks", "Active blocks.", read.Instances.Select(static i => ($"{{instance=\"{i.InstanceId}\"}}", (double)i.ActiveBlocks)));
        Gauge("unum_grid_bytes", "Counted memory of the blocks.", read.Instances.Select(static i => ($"{{instance=\"{i.InstanceId}\"}}", (double)i.Bytes)));
        Gauge("unum_grid_operations", "Operations in the history.", read.Instances.Select(static i => ($"{{instance=\"{i.InstanceId}\"}}", (double)i.Operations)));
        Gauge("unum_cubes", "Cubes.", [("", read.Cubes)]);
        Gauge("unum_cube_bytes", "Counted memory of the cubes.", [("", read.CubeBytes)]);
        Gauge("unum_cube_requests", "Texts and queries answered by cubes since the start.", [("", read.CubeRequests)]);
        Gauge("unum_ledger_height", "Finalised blocks.", [("", read.LedgerHeight)]);
        Gauge("unum_websockets", "Open WebSockets of cubes.", [("", read.Websockets)]);
        Gauge("unum_resident_bytes", "Resident memory of the process.", [("", read.ResidentBytes)]);
        const string name = "unum_http_request_seconds";
        Line($"# HELP {name} Duration of REST calls.");
        Line($"# TYPE {name} histogram");
        foreach ((string route, int status, long[] counts, double seconds) in konomi.Calls.Read())
        {
            string labels = string.Create(CultureInfo.InvariantCulture, $"route=\"{route}\",status=\"{status}\"");
            long sum = 0;
            for (int i = 0; i < counts.Length; i++)
            {
                sum += counts[i];
                string end = i < CallTally.Buckets.Length ? CallTally.Buckets[i].ToString(CultureInfo.InvariantCulture) : "+Inf";
                Line(string.Create(CultureInfo.InvariantCulture, $"{name}_bucket{{{labels},le=\"{end}\"}} {sum}"));
            }

            Line(string.Create(CultureInfo.InvariantCulture, $"{name}_sum{{{labels}}} {seconds}"));
            Line(string.Create(CultureInfo.InvariantCulture, $"{name}_count{{{labels}}} {sum}"));
        }

        return text.ToString();
    }
}
