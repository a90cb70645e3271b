using Unum.Hive.Discovery;

namespace Unum.Hive.Experts;

/// <summary>The way to one expert.</summary>
public interface IExpertLink
{
    /// <summary>Puts a question and waits for the answer. Whatever it throws, but a cancellation by the caller, counts as that expert's failure, and another is asked.</summary>
    /// <param name="expert">Whom.</param>
    /// <param name="question">What.</param>
    /// <param name="specialisation">What it is asked as an expert of.</param>
    /// <param name="cancellationToken">Nobody waits any longer.</param>
    Task<ExpertReply> AskAsync(CapabilityRecord expert, string question, string specialisation, CancellationToken cancellationToken);
}
