using System.Globalization;
using System.IO.Enumeration;
using System.Text;
using Unum.Kairos.Anomaly;

namespace Unum.Node.Sensing;

/// <summary>
/// Streams CSV files of time and value through the anomaly detector: <c>timestamp,value,anomaly_score</c> comes out.
/// </summary>
/// <remarks>
/// Each file is a stream of its own with a fresh detector; no row is scored with knowledge of later ones. Times and values are
/// written as they were read. A header is optional; with one, columns are found by name. Rows whose time or value cannot be
/// read, or that miss a field, are left out, counted and named by line; rows that merely lack a value (empty, NaN, infinite)
/// stay, with score 0, so that row counts match. A folder is mirrored: every *.csv below it, nothing else. An output file
/// appears whole or not at all (written beside its place, then renamed); the input is never written to.
/// </remarks>
public static class CsvDetection
{
    private const int MostRemarks = 50, RowsPerReport = 1 << 16;
    private const string Header = "timestamp,value,anomaly_score";

    /// <summary>Detects over a file or a folder.</summary>
    /// <param name="input">A CSV file, or a folder of them.</param>
    /// <param name="output">The file, or folder, to write.</param>
    /// <param name="progress">Told at each file and every 65,536 rows; may be null.</param>
    /// <param name="cancellationToken">Stops between rows; the file being written is removed, finished ones stay.</param>
    /// <exception cref="FileNotFoundException">No such input.</exception>
    /// <exception cref="InvalidDataException">No *.csv in the folder, or no readable row in the file.</exception>
    /// <exception cref="IOException">Output and input would be the same or lie in each other, or a disk error.</exception>
    public static async Task<DetectionSummary> RunAsync(
        string input, string output, IProgress<DetectionProgress>? progress, CancellationToken cancellationToken)
    {
        bool folder = Directory.Exists(input);
        if (!folder && !File.Exists(input)) throw new FileNotFoundException($"There is no file or folder {input}.", input);
        Dictionary<string, string> jobs = folder ? FolderJobs(input, output) : FileJob(input, output);
        Run run = new(jobs, folder, progress);
        foreach ((string from, string to) in jobs) await run.DetectAsync(from, to, cancellationToken);
        return run.Summary();
    }

    private static Dictionary<string, string> FileJob(string input, string output)
    {
        if (Directory.Exists(output)) throw new IOException($"{output} is a folder; name the file to write.");
        if (Same(Resolved(input), Resolved(output))) throw new IOException($"The output {output} is the input; it would be overwritten.");
        return new(StringComparer.Ordinal) { [input] = output };
    }

    private static Dictionary<string, string> FolderJobs(string input, string output)
    {
        if (File.Exists(output)) throw new IOException($"{output} is a file; a folder needs a folder to write to.");
        string from = Resolved(input), to = Resolved(output);
        if (Same(from, to)) throw new IOException($"The output {output} is the input; it would be overwritten.");
        if (Inside(from, to) || Inside(to, from))
            throw new IOException("Input and output folder lie in each other: results would be read as input the next time.");
        EnumerationOptions options = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None };
        FileSystemEnumerable<string> found = new(input, static (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) =>
                !entry.IsDirectory && entry.FileName.EndsWith(".csv", StringComparison.OrdinalIgnoreCase),
            ShouldRecursePredicate = static (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        };
        string root = Path.GetFullPath(input);
        Dictionary<string, string> jobs = found.Order(StringComparer.Ordinal)
            .ToDictionary(f => f, f => Path.Combine(output, Path.GetRelativePath(root, f)), StringComparer.Ordinal);
        return jobs.Count > 0 ? jobs : throw new InvalidDataException($"There is no *.csv file in {input}.");
    }

    /// <summary>The full path with the links of every part that exists followed.</summary>
    private static string Resolved(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Path.GetDirectoryName(full) is not { } parent) return full;
        full = Path.Combine(Resolved(parent), Path.GetFileName(full));
        FileSystemInfo info = Directory.Exists(full) ? new DirectoryInfo(full) : new FileInfo(full);
        return info.LinkTarget is null ? full : info.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? full;
    }

    private static bool Same(string a, string b) => string.Equals(a, b, PathComparison);

    private static bool Inside(string outer, string inner) => inner.StartsWith(outer + Path.DirectorySeparatorChar, PathComparison);

    private static StringComparison PathComparison =>
        OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;

    /// <summary>The counts of one run over its files.</summary>
    private sealed class Run(Dictionary<string, string> jobs, bool folder, IProgress<DetectionProgress>? progress)
    {
        private readonly long _bytesTotal = jobs.Keys.Sum(static f => new FileInfo(f).Length);
        private readonly List<string> _remarks = [];
        private long _bytesDone, _rows, _withoutValue, _skipped, _alarms;
        private int _files, _refused;

        public DetectionSummary Summary() => new(_files, _rows, _withoutValue, _skipped, _alarms, _refused, _remarks);

        public async Task DetectAsync(string from, string to, CancellationToken cancellationToken)
        {
            string full = Path.GetFullPath(to), partial = full + ".partial";
            Directory.CreateDirectory(Path.GetDirectoryName(full) ?? full);
            try
            {
                bool readable;
                await using (FileStream source = new(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 1 << 16, useAsync: true))
                await using (FileStream target = new(partial, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
                {
                    readable = await StreamAsync(from, source, target, cancellationToken);
                    await target.FlushAsync(cancellationToken);
                    _bytesDone += source.Length;
                }

                if (readable) Publish(partial, full);
                else Refuse(from);
            }
            finally
            {
                File.Delete(partial); // gone already when it was published
            }

            Report(from, 0);
        }

        private static void AppendField(StringBuilder line, string field)
        {
            if (field.AsSpan().IndexOfAny(",\"\r\n") < 0) line.Append(field);
            else line.Append('"').Append(field.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
        }

        private void Publish(string partial, string full)
        {
            File.Move(partial, full, overwrite: true);
            _files++;
        }

        private void Refuse(string from)
        {
            if (!folder) throw new InvalidDataException($"No row of {from} could be read. {string.Join(" ", _remarks.Take(3))}");
            _refused++;
            Remark($"{from}: no row could be read; nothing was written for it.");
        }

        private async Task<bool> StreamAsync(string name, FileStream source, FileStream target, CancellationToken cancellationToken)
        {
            using StreamReader text = new(source, Encoding.UTF8, detectEncodingFromByteOrderMarks: true, 1 << 16, leaveOpen: true);
            await using StreamWriter writer = new(target, new UTF8Encoding(false), 1 << 16, leaveOpen: true) { NewLine = "\n" };
            await writer.WriteLineAsync(Header.AsMemory(), cancellationToken);
            CsvRecordReader records = new(text);
            AnomalyDetector detector = new();
            StringBuilder line = new();
            CsvColumns columns = new(0, 1);
            long before = _rows + _withoutValue, skippedBefore = _skipped;
            for (bool first = true; await records.ReadAsync(cancellationToken); first = false)
            {
                if (first && !records.TooLong)
                {
                    columns = CsvColumns.Find(records.Fields, out bool header);
                    if (header) continue;
                }

                if (!Score(name, records, columns, detector, line)) continue;
                await writer.WriteLineAsync(line, cancellationToken);
                if (((_rows + _withoutValue) & (RowsPerReport - 1)) == 0) Report(name, source.Position);
            }

            return _rows + _withoutValue > before || _skipped == skippedBefore;
        }

        /// <summary>Scores one record into <paramref name="line"/>.</summary>
        /// <returns>Whether there is a line to write.</returns>
        private bool Score(string name, CsvRecordReader record, CsvColumns columns, AnomalyDetector detector, StringBuilder line)
        {
            string? wrong = null;
            DateTimeOffset at = default;
            double value = double.NaN;
            if (record.TooLong) wrong = "the row is too long";
            else if (record.Fields.Count <= Math.Max(columns.Time, columns.Value)) wrong = "a field is missing";
            else if (!CsvColumns.TryTime(record.Fields[columns.Time], out at)) wrong = $"'{Short(record.Fields[columns.Time])}' is not a time";
            else if (!CsvColumns.TryNumber(record.Fields[columns.Value], out value)) wrong = $"'{Short(record.Fields[columns.Value])}' is not a number";
            if (wrong is not null)
            {
                _skipped++;
                Remark(string.Create(CultureInfo.InvariantCulture, $"{name} line {record.Line}: {wrong}; row left out."));
                return false;
            }

            AnomalyReading reading = detector.Observe(at, value);
            if (reading.Refused is null)
            {
                _rows++;
            }
            else
            {
                _withoutValue++;
                Remark(string.Create(CultureInfo.InvariantCulture, $"{name} line {record.Line}: the value is {reading.Refused}; row kept with score 0."));
            }

            if (reading.Score >= AnomalyDetector.AlarmScore) _alarms++;
            line.Clear();
            AppendField(line, record.Fields[columns.Time]);
            AppendField(line.Append(','), record.Fields[columns.Value]);
            line.Append(CultureInfo.InvariantCulture, $",{reading.Score:0.######}");
            return true;
        }

        private static string Short(string field) => field.Length <= 40 ? field : field[..40] + "…";

        private void Remark(string remark)
        {
            if (_remarks.Count < MostRemarks) _remarks.Add(remark);
        }

        private void Report(string file, long bytes) =>
            progress?.Report(new(file, _files + _refused, jobs.Count, _bytesDone + bytes, _bytesTotal, _rows + _withoutValue));
    }
}
