using System.Diagnostics;
using System.Globalization;
using Unum.Fabric.Mesh;
using Unum.Kairos.Mesh;
using Unum.Kairos.Mind;
using Unum.Kairos.Temporal;

namespace Unum.Benchmarks.Kairos;

/// <summary>What one heartbeat of a whole process costs against the number of sensors and of nodes; the budget at 10 Hz is 100 ms.</summary>
public static class HeartbeatBenchmarks
{
    private const double BeatSeconds = 0.1;

    public static IEnumerable<Comparison> Run()
    {
        foreach (int sensors in (int[])[1, 10, 100]) yield return Line(1, sensors);
        foreach (int nodes in (int[])[10, 100, 1000]) yield return Line(nodes, 1);
    }

    private static Comparison Line(int nodes, int sensors)
    {
        (double microseconds, double bytes) = Measure(nodes, sensors);
        return Comparison.Cost(
            string.Create(CultureInfo.InvariantCulture, $"heartbeat, {nodes} nodes x {sensors} sensors ({bytes:F0} B allocated)"),
            microseconds, null, null, "us of 100,000");
    }

    private static (double Microseconds, double Bytes) Measure(int nodes, int sensors)
    {
        InProcessMesh mesh = new();
        DateTimeOffset now = DateTimeOffset.UnixEpoch.AddYears(56);
        double[] rates = [.. Enumerable.Repeat(1 / BeatSeconds, sensors)];
        NodeMind[] minds = [.. Enumerable.Range(0, nodes).Select(i => new NodeMind(new NodeMindOptions(string.Create(CultureInfo.InvariantCulture, $"n{i}"), DeviceClass.Cloud), rates))];
        foreach (NodeMind mind in minds) mesh.Join(mind.Id, (in PhaseMessage m) => mind.Admit(m, now));
        Random random = new(1);
        PhaseMessage[] spoken = new PhaseMessage[nodes];

        void Beat()
        {
            now = now.AddSeconds(BeatSeconds);
            double t = (now - DateTimeOffset.UnixEpoch).TotalSeconds;
            for (int i = 0; i < nodes; i++)
            {
                for (int s = 0; s < sensors; s++)
                {
                    SensorMind sensor = minds[i].Sensors[s];
                    sensor.Observe(now, Math.Cos(Math.Tau * t + i) + 0.1 * random.NextDouble());
                    sensor.EndBeat();
                }

                spoken[i] = minds[i].Beat(now);
            }

            foreach (PhaseMessage message in spoken) mesh.Broadcast(message);
        }

        int warm = nodes >= 1000 ? 5 : 200, beats = nodes >= 1000 ? 10 : 300;
        for (int i = 0; i < warm; i++) Beat();
        double[] took = new double[beats];
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < beats; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Beat();
            took[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        double bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / (double)beats;
        Array.Sort(took);
        return (took[beats / 2], bytes);
    }
}
