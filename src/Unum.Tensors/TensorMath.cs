using System.Runtime.Intrinsics;
using Unum.Tensors.Threads;

namespace Unum.Tensors;

/// <summary>
/// The eVGPU: small and large matrix work on the processor's vector units. Every operation exists as a plain scalar reference and as one
/// kernel written once and compiled for registers of 128, 256 and 512 bits; which one runs is chosen when an instance is made.
/// </summary>
/// <remarks>
/// Layout: row-major float32, the last dimension contiguous. Results go into a tensor of the caller's, so that loops allocate nothing, or
/// into a new one. Matrix products follow Goto and van de Geijn (ACM TOMS 34, 2008); the kernels' own comments have sources, layout and cost.
/// An instance has no state but its settings and may be shared by threads.
/// </remarks>
public sealed partial class TensorMath
{
    /// <summary>Tensors on this machine's widest registers and a budget of threads.</summary>
    /// <param name="budget">How many threads an operation may use; 60 % of the processors when left out.</param>
    /// <param name="level">Register width; the widest the machine has when left out.</param>
    /// <exception cref="PlatformNotSupportedException">The machine does not have registers of that width.</exception>
    public TensorMath(IThreadBudget? budget = null, SimdLevel? level = null)
    {
        Level = level ?? Best;
        if (!IsSupported(Level)) throw new PlatformNotSupportedException($"This machine has no {Level}; its widest is {Best}.");
        Budget = budget ?? new LoadTargetBudget();
    }

    /// <summary>The widest registers that this machine computes with.</summary>
    public static SimdLevel Best =>
        Vector512.IsHardwareAccelerated ? SimdLevel.Vector512
        : Vector256.IsHardwareAccelerated ? SimdLevel.Vector256
        : Vector128.IsHardwareAccelerated ? SimdLevel.Vector128
        : SimdLevel.Scalar;

    /// <summary>The register width in use.</summary>
    public SimdLevel Level { get; }

    /// <summary>How many threads an operation may use.</summary>
    public IThreadBudget Budget { get; }

    /// <summary>Whether this machine computes with registers of a width.</summary>
    /// <param name="level">The width.</param>
    public static bool IsSupported(SimdLevel level) => level <= Best && Enum.IsDefined(level);
}
