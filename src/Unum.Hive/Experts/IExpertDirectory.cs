using Unum.Hive.Discovery;

namespace Unum.Hive.Experts;

/// <summary>Says which nodes claim a specialisation. The table of the network is one; a list in a test another.</summary>
public interface IExpertDirectory
{
    /// <summary>Looks for them.</summary>
    /// <param name="specialisation">What they shall know.</param>
    /// <param name="wanted">How many are enough.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Verified records, one a node, in any order; none when nobody claims it.</returns>
    Task<IReadOnlyList<CapabilityRecord>> FindAsync(string specialisation, int wanted, CancellationToken cancellationToken);
}
