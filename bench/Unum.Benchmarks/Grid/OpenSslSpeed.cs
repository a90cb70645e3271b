using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Unum.Benchmarks.Grid;

/// <summary><c>openssl speed</c> as a peer.</summary>
internal static class OpenSslSpeed
{
    /// <summary>Bytes a second of a digest over messages of one length; null when there is no openssl.</summary>
    public static double? Run(string digest, int bytes, TimeSpan patience)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo("openssl", ["speed", "-mr", "-evp", digest, "-bytes", bytes.ToString(CultureInfo.InvariantCulture), "-seconds", "2"])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            Task<string> said = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit(patience);
            _ = said.GetAwaiter().GetResult();

            // The last machine-readable line is +F:22:sha256:rate
            string? line = output.Split('\n').LastOrDefault(l => l.StartsWith("+F:", StringComparison.Ordinal));
            return line is not null && double.TryParse(line.Split(':')[^1], CultureInfo.InvariantCulture, out double rate) ? rate : null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}
