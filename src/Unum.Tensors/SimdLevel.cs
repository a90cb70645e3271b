namespace Unum.Tensors;

/// <summary>How wide the registers are that kernels use. Every level computes the same things; each can be forced to test it.</summary>
public enum SimdLevel
{
    /// <summary>No vectors: the plain reference that the others are tested against.</summary>
    Scalar = 0,

    /// <summary>4 floats: NEON, SSE.</summary>
    Vector128 = 128,

    /// <summary>8 floats: AVX2.</summary>
    Vector256 = 256,

    /// <summary>16 floats: AVX-512.</summary>
    Vector512 = 512,
}
