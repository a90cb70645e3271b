using System.Runtime.InteropServices;

namespace Unum.Benchmarks.Tensors;

/// <summary>The system's OpenBLAS through its C interface, when there is one.</summary>
internal static unsafe partial class OpenBlas
{
    private const string Library = "libopenblas.so.0";
    private const int RowMajor = 101;
    private const int NoTranspose = 111;

    private static int _threads;

    /// <summary>Its version and kernels; null when the library is not there.</summary>
    public static string? Name { get; } = Describe();

    /// <summary>C = A B, all [size, size].</summary>
    public static void Multiply(int size, float* a, float* b, float* c) =>
        Sgemm(RowMajor, NoTranspose, NoTranspose, size, size, size, 1, a, size, b, size, 0, c, size);

    /// <summary>C = A B, all [16, 16].</summary>
    public static void MultiplyTiny(float* a, float* b, float* c) =>
        SgemmQuick(RowMajor, NoTranspose, NoTranspose, 16, 16, 16, 1, a, 16, b, 16, 0, c, 16);

    /// <summary>Uses so many threads from now on; free when nothing changes.</summary>
    public static void UseThreads(int threads)
    {
        if (threads == _threads) return;
        SetThreads(threads);
        _threads = threads;
    }

    [LibraryImport(Library, EntryPoint = "openblas_set_num_threads")]
    private static partial void SetThreads(int threads);

    private static string? Describe()
    {
        if (!NativeLibrary.TryLoad(Library, out nint handle)) return null;
        NativeLibrary.Free(handle);
        UseThreads(1);
        string config = Marshal.PtrToStringUTF8(Config()) ?? "";
        string version = string.Join(' ', config.Split(' ').Take(2));
        return $"{version} ({Marshal.PtrToStringUTF8(Core())})";
    }

    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    private static partial void Sgemm(
        int order, int transA, int transB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);

    /// <summary>The same without telling the garbage collector: a call of a tenth of a microsecond should not pay for that.</summary>
    [LibraryImport(Library, EntryPoint = "cblas_sgemm")]
    [SuppressGCTransition]
    private static partial void SgemmQuick(
        int order, int transA, int transB, int m, int n, int k, float alpha, float* a, int lda, float* b, int ldb, float beta, float* c, int ldc);

    [LibraryImport(Library, EntryPoint = "openblas_get_config")]
    private static partial nint Config();

    [LibraryImport(Library, EntryPoint = "openblas_get_corename")]
    private static partial nint Core();
}
