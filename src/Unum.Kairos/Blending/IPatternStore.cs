namespace Unum.Kairos.Blending;

/// <summary>Where a blend memory rests between runs.</summary>
/// <remarks>
/// Contract: <see cref="SaveAsync"/> applies all of its changes or none, also when the process is killed half-way, and what it
/// returned from is seen by every later <see cref="LoadAsync"/>, of this instance and of the next process. Applying the same
/// changes twice is the same as once. Both may be called from any thread; calls wait for each other. Sensor ids are compared
/// byte by byte. A store that cannot be read refuses with an <see cref="IOException"/> that says why; it never starts afresh
/// over what is there.
/// </remarks>
public interface IPatternStore
{
    /// <summary>Everything kept.</summary>
    Task<PatternSnapshot> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Applies changes as one.</summary>
    /// <exception cref="ArgumentException">A pattern is unsound (<see cref="PhasePattern.WhyUnsound"/>); nothing is applied.</exception>
    Task SaveAsync(PatternChanges changes, CancellationToken cancellationToken);
}
