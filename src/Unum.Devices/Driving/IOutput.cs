using Unum.Kairos.Emergence;

namespace Unum.Devices.Driving;

/// <summary>Something that the mesh drives: a speaker, a motor, a page, another program.</summary>
/// <remarks>
/// Contract: <see cref="WriteAsync"/> is called once a beat and must not wait for a slow device: it hands the state over and
/// returns, the newest state replacing one not yet sent. A missing or dying device shows in <see cref="Health"/> and is retried.
/// </remarks>
public interface IOutput : IAsyncDisposable
{
    /// <summary>What it is, for a person: <c>speaker</c>, <c>motors ws://robot:9090</c>.</summary>
    string Name { get; }

    /// <summary>How it is now.</summary>
    OutputHealth Health { get; }

    /// <summary>Drives the output with the state of the mesh.</summary>
    ValueTask WriteAsync(OneState state, CancellationToken cancellationToken);
}
