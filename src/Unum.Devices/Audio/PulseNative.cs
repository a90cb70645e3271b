using System.Globalization;
using System.Runtime.InteropServices;

namespace Unum.Devices.Audio;

/// <summary>The two dozen functions of libpulse (16, stable since 0.9) that one recording or playing stream needs. No callbacks.</summary>
internal static partial class PulseNative
{
    internal const string Library = "libpulse.so.0";

    internal const int ContextNoAutospawn = 1;
    internal const int ContextReady = 4;
    internal const int ContextFailed = 5;
    internal const int StreamReady = 2;
    internal const int StreamFailed = 3;
    internal const int StreamAdjustLatency = 0x2000;
    internal const int OperationRunning = 0;
    internal const int SampleFloat32Le = 5;
    internal const uint Default = uint.MaxValue;

    /// <summary>Why libpulse cannot be used here; null when it can.</summary>
    internal static string? WhyMissing(string library = Library) =>
        NativeLibrary.TryLoad(library, out _) ? null : $"{library} is missing (Debian package libpulse0)";

    [LibraryImport(Library)]
    internal static partial nint pa_mainloop_new();

    [LibraryImport(Library)]
    internal static partial void pa_mainloop_free(nint loop);

    [LibraryImport(Library)]
    internal static partial nint pa_mainloop_get_api(nint loop);

    [LibraryImport(Library)]
    internal static partial int pa_mainloop_prepare(nint loop, int timeoutMicroseconds);

    [LibraryImport(Library)]
    internal static partial int pa_mainloop_poll(nint loop);

    [LibraryImport(Library)]
    internal static partial int pa_mainloop_dispatch(nint loop);

    /// <summary>The only function here that another thread may call.</summary>
    [LibraryImport(Library)]
    internal static partial void pa_mainloop_wakeup(nint loop);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint pa_context_new(nint api, string name);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int pa_context_connect(nint context, string? server, int flags, nint spawn);

    [LibraryImport(Library)]
    internal static partial int pa_context_get_state(nint context);

    [LibraryImport(Library)]
    internal static partial int pa_context_errno(nint context);

    [LibraryImport(Library)]
    internal static partial void pa_context_disconnect(nint context);

    [LibraryImport(Library)]
    internal static partial void pa_context_unref(nint context);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint pa_stream_new(nint context, string name, in SampleSpec spec, nint channelMap);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int pa_stream_connect_record(nint stream, string? device, in BufferAttributes attributes, int flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int pa_stream_connect_playback(
        nint stream, string? device, in BufferAttributes attributes, int flags, nint volume, nint syncStream);

    [LibraryImport(Library)]
    internal static partial int pa_stream_get_state(nint stream);

    [LibraryImport(Library)]
    internal static partial int pa_stream_peek(nint stream, out nint data, out nuint bytes);

    [LibraryImport(Library)]
    internal static partial int pa_stream_drop(nint stream);

    [LibraryImport(Library)]
    internal static partial nuint pa_stream_writable_size(nint stream);

    [LibraryImport(Library)]
    internal static unsafe partial int pa_stream_write(
        nint stream, float* data, nuint bytes, nint free, long offset, int seek);

    [LibraryImport(Library)]
    internal static partial nint pa_stream_drain(nint stream, nint callback, nint user);

    [LibraryImport(Library)]
    internal static partial int pa_operation_get_state(nint operation);

    [LibraryImport(Library)]
    internal static partial void pa_operation_unref(nint operation);

    [LibraryImport(Library)]
    internal static partial int pa_stream_disconnect(nint stream);

    [LibraryImport(Library)]
    internal static partial void pa_stream_unref(nint stream);

    [LibraryImport(Library)]
    private static partial nint pa_strerror(int error);

    /// <summary>libpulse's own words for an error number.</summary>
    internal static string Words(int error) => Marshal.PtrToStringUTF8(pa_strerror(error)) ?? "error " + error.ToString(CultureInfo.InvariantCulture);

    /// <summary>pa_sample_spec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct SampleSpec(int format, uint rate, byte channels)
    {
        public readonly int Format = format;
        public readonly uint Rate = rate;
        public readonly byte Channels = channels;
    }

    /// <summary>pa_buffer_attr, all in bytes; <see cref="Default"/> leaves a field to the server.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly struct BufferAttributes(uint target, uint minimumRequest, uint fragment)
    {
        public readonly uint MaxLength = Default;
        public readonly uint Target = target;
        public readonly uint PreBuffer = Default;
        public readonly uint MinimumRequest = minimumRequest;
        public readonly uint Fragment = fragment;
    }
}
