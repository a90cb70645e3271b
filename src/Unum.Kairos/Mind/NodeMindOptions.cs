using Unum.Kairos.Emergence;
using Unum.Kairos.Mesh;
using Unum.Kairos.Temporal;

namespace Unum.Kairos.Mind;

/// <summary>What a node is and how it judges.</summary>
/// <param name="Id">Its name in the mesh, 1-64 printable characters.</param>
/// <param name="Class">Its time scales.</param>
public sealed record NodeMindOptions(string Id, DeviceClass Class)
{
    /// <summary>Time between beats; default 100 ms.</summary>
    public TimeSpan BeatPeriod { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Kuramoto K in rad/s, at least 0; 0, the default, only observes.</summary>
    public double Coupling { get; init; }

    /// <summary>Chance that noise collapses one sensor within one window, (0, 1); default 1e-4.</summary>
    public double FalseAlarm { get; init; } = 1e-4;

    /// <summary>Capability that it states to the mesh, (0, 1000]; default 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>How it judges its peers; the beat period is set from here.</summary>
    public MeshOptions Mesh { get; init; } = new();

    /// <summary>What THE ONE takes; the integration time is set from the device class.</summary>
    public EmergenceOptions Emergence { get; init; } = new();
}
