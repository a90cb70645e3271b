namespace Unum.Tensors.Threads;

/// <summary>How much of the machine the tensors may use. Whoever regulates the load sets it; kernels read it at each call.</summary>
/// <remarks>Safe to read from any thread; a change counts from the next operation on.</remarks>
public interface IThreadBudget
{
    /// <summary>Threads that one operation may use, the caller's own included: 1 or more.</summary>
    int Threads { get; }
}
