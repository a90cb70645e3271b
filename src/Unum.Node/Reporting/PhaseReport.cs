using System.Numerics;

namespace Unum.Node.Reporting;

/// <summary>A complex phase on the wire.</summary>
internal readonly record struct PhaseReport(double Real, double Imag)
{
    public static PhaseReport From(Complex phase) => new(Wire.Number(phase.Real), Wire.Number(phase.Imaginary));
}
