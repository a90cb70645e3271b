using System.Globalization;
using System.Text;
using Unum.Kairos.Anomaly;
using Unum.Node.Sensing;

namespace Unum.Node.Tests.Sensing;

public sealed class CsvDetectionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("unum-detect-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_row_comes_out_with_the_score_of_the_detector()
    {
        string[] rows = [.. Enumerable.Range(0, 500).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"{new DateTime(2026, 3, 1).AddMinutes(5 * i):yyyy-MM-dd HH:mm:ss},{Math.Sin(i / 9.0) + (i == 400 ? 9 : 0):R}"))];
        (DetectionSummary summary, string[] lines) = await RunAsync("timestamp,value\n" + string.Join('\n', rows) + "\n");
        Assert.Equal("timestamp,value,anomaly_score", lines[0]);
        Assert.Equal(rows, lines.Skip(1).Select(l => l[..l.LastIndexOf(',')]));
        AnomalyDetector detector = new();
        IEnumerable<double> expected = rows.Select(r => detector.Observe(
            DateTimeOffset.Parse(r.Split(',')[0], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            double.Parse(r.Split(',')[1], CultureInfo.InvariantCulture)).Score);
        Assert.Equal(expected.Select(s => Math.Round(s, 6)), lines.Skip(1).Select(Score));
        Assert.True(Score(lines[401]) > 0.9, "the spike is seen");
        Assert.Equal((500, 0, 0, 1), (summary.Rows, summary.RowsSkipped, summary.RowsWithoutValue, summary.Files));
        Assert.Equal(lines.Skip(1).Count(l => Score(l) >= AnomalyDetector.AlarmScore), summary.Alarms);
    }

    [Theory]
    [InlineData("timestamp,value\n2026-03-01 00:00:00,1\n2026-03-01 00:05:00,2\n")]
    [InlineData("timestamp,value\r\n2026-03-01 00:00:00,1\r\n2026-03-01 00:05:00,2\r\n")]
    [InlineData("timestamp,value\r2026-03-01 00:00:00,1\r2026-03-01 00:05:00,2")]
    [InlineData("\uFEFFtimestamp,value\n2026-03-01 00:00:00,1\n2026-03-01 00:05:00,2")]
    [InlineData("2026-03-01 00:00:00,1\n2026-03-01 00:05:00,2\n")]
    [InlineData("Value , Host, Time\n1,a,2026-03-01 00:00:00\n2,b,2026-03-01 00:05:00\n")]
    [InlineData("\"timestamp\",\"value\"\n\"2026-03-01 00:00:00\",\"1\"\n\n\n2026-03-01 00:05:00,2\n  \n")]
    [InlineData("timestamp;value\n2026-03-01 00:00:00;1\n2026-03-01 00:05:00;2\n")]
    [InlineData("ts\tvalue\n2026-03-01 00:00:00\t1\n2026-03-01 00:05:00\t2\n")]
    public async Task All_common_shapes_of_a_csv_mean_the_same(string text)
    {
        (DetectionSummary summary, string[] lines) = await RunAsync(text);
        Assert.Equal(["timestamp,value,anomaly_score", "2026-03-01 00:00:00,1,0"], lines[..2]);
        Assert.StartsWith("2026-03-01 00:05:00,2,", lines[2], StringComparison.Ordinal);
        Assert.Equal((2, 0, 3), (summary.Rows, summary.RowsSkipped, lines.Length));
        Assert.Empty(summary.Remarks);
    }

    [Fact]
    public async Task Quoted_fields_may_hold_commas_quotes_and_line_ends_and_stay_readable()
    {
        (DetectionSummary summary, string[] lines) = await RunAsync("note,timestamp,value\n\"a, \"\"b\"\"\r\nc\",\"Sun, 01 Mar 2026 00:00:00 GMT\",1\n,x,2\n");
        Assert.Equal("\"Sun, 01 Mar 2026 00:00:00 GMT\",1,0", lines[1]);
        Assert.Contains("line 4: 'x' is not a time", Assert.Single(summary.Remarks), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Times_may_be_iso_with_a_zone_or_seconds_or_milliseconds()
    {
        Assert.All(
            new[] { "2026-03-01T00:00:00Z", "2026-03-01T09:00:00+09:00", "1772323200", "1772323200000", "1772323200.0" },
            text =>
            {
                Assert.True(CsvColumns.TryTime(text, out DateTimeOffset time), text);
                Assert.Equal(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero), time);
            });
        Assert.All(new[] { "", "soon", "1e300", "NaN", "-9e99" }, text => Assert.False(CsvColumns.TryTime(text, out _), text));
        (DetectionSummary summary, _) = await RunAsync("1772323200,1\n1772323260,2\n");
        Assert.Equal(2, summary.Rows);
    }

    [Fact]
    public async Task Rows_that_cannot_be_read_are_left_out_and_named_by_line()
    {
        (DetectionSummary summary, string[] lines) = await RunAsync(
            "timestamp,value\n2026-03-01 00:00:00,1\nyesterday,2\n2026-03-01 00:10:00,1.2.3\n2026-03-01 00:15:00\n2026-03-01 00:20:00,5\n");
        Assert.Equal((2, 3, 3), (summary.Rows, summary.RowsSkipped, lines.Length));
        Assert.Collection(
            summary.Remarks,
            r => Assert.Contains("line 3: 'yesterday' is not a time", r, StringComparison.Ordinal),
            r => Assert.Contains("line 4: '1.2.3' is not a number", r, StringComparison.Ordinal),
            r => Assert.Contains("line 5: a field is missing", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rows_without_a_value_are_kept_with_score_0()
    {
        (DetectionSummary summary, string[] lines) = await RunAsync(
            "timestamp,value\n2026-03-01 00:00:00,1\n2026-03-01 00:05:00,NaN\n2026-03-01 00:10:00,\n2026-03-01 00:15:00,Infinity\n2026-03-01 00:20:00,1\n");
        Assert.Equal(["2026-03-01 00:05:00,NaN,0", "2026-03-01 00:10:00,,0", "2026-03-01 00:15:00,Infinity,0"], lines[2..5]);
        Assert.Equal((2, 3, 0), (summary.Rows, summary.RowsWithoutValue, summary.RowsSkipped));
        Assert.Contains("line 3: the value is not a number; row kept", summary.Remarks[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_quote_that_never_closes_costs_no_more_than_its_stretch()
    {
        StringBuilder text = new("timestamp,value\n2026-03-01 00:00:00,\"1\n");
        for (int i = 0; i < 10_000; i++) text.Append("2026-03-01 00:00:00,1\n");
        (DetectionSummary summary, _) = await RunAsync(text.ToString());
        Assert.Equal(1, summary.RowsSkipped);
        Assert.InRange(summary.Rows, 6000, 9999);
        Assert.Contains("line 2: the row is too long", summary.Remarks[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_ends_where_the_buffer_ends_is_whole()
    {
        for (int pad = 0; pad < 40; pad++)
        {
            // The first record fills the 32 Ki buffer up to a moving seam through the second.
            string text = $"timestamp,value,{new string('x', 32_768 - 60 + pad)}\r\n2026-03-01 00:00:00,\"1\"\r\n2026-03-01 00:05:00,\"2\"\r\n";
            (DetectionSummary summary, string[] lines) = await RunAsync(text);
            Assert.Equal(2, summary.Rows);
            Assert.Equal("2026-03-01 00:00:00,1,0", lines[1]);
        }
    }

    [Fact]
    public async Task A_folder_is_mirrored_with_its_csv_files_alone()
    {
        string input = Path.Combine(_folder.FullName, "in"), output = Path.Combine(_folder.FullName, "out");
        string[] files = ["a.csv", "sub/b.CSV", "sub/deeper/c.csv", "sub/readme.txt"];
        foreach (string file in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(input, file))!);
            await File.WriteAllTextAsync(Path.Combine(input, file), "timestamp,value\n2026-03-01 00:00:00,1\n", CancellationToken.None);
        }

        await File.WriteAllTextAsync(Path.Combine(input, "bad.csv"), "a,b\nc,d\n", CancellationToken.None);
        Collector progress = new();
        DetectionSummary summary = await CsvDetection.RunAsync(input, output, progress, CancellationToken.None);
        Assert.Equal((3, 3, 1), (summary.Files, summary.Rows, summary.FilesRefused));
        Assert.Contains(summary.Remarks, r => r.Contains("bad.csv", StringComparison.Ordinal) && r.Contains("no row could be read", StringComparison.Ordinal));
        Assert.Equal(
            files[..3].Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(output, f)).Order(StringComparer.Ordinal));
        Assert.Equal((4, 4), (progress.Seen[^1].FilesDone, progress.Seen[^1].FilesTotal));
        Assert.Equal(progress.Seen[^1].BytesTotal, progress.Seen[^1].BytesDone);
    }

    [Fact]
    public async Task The_input_is_never_overwritten_by_any_name()
    {
        string file = Write("in.csv", "timestamp,value\n2026-03-01 00:00:00,1\n");
        string link = Path.Combine(_folder.FullName, "link.csv"), linkedFolder = _folder.FullName + "-link";
        File.CreateSymbolicLink(link, file);
        Directory.CreateSymbolicLink(linkedFolder, _folder.FullName);
        try
        {
            string[] names = [file, Path.Combine(_folder.FullName, ".", "x", "..", "in.csv"), link, Path.Combine(linkedFolder, "in.csv")];
            foreach (string name in names)
            {
                await Assert.ThrowsAsync<IOException>(() => CsvDetection.RunAsync(file, name, null, CancellationToken.None));
                await Assert.ThrowsAsync<IOException>(() => CsvDetection.RunAsync(name, file, null, CancellationToken.None));
            }

            foreach (string folder in new[] { _folder.FullName, linkedFolder, Path.Combine(_folder.FullName, "out"), Path.GetDirectoryName(_folder.FullName)! })
                await Assert.ThrowsAsync<IOException>(() => CsvDetection.RunAsync(_folder.FullName, folder, null, CancellationToken.None));
            await Assert.ThrowsAsync<IOException>(() => CsvDetection.RunAsync(file, _folder.FullName, null, CancellationToken.None));
        }
        finally
        {
            Directory.Delete(linkedFolder);
        }

        Assert.Equal("timestamp,value\n2026-03-01 00:00:00,1\n", await File.ReadAllTextAsync(file, CancellationToken.None));
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_leaves_nothing_behind()
    {
        await Assert.ThrowsAsync<FileNotFoundException>(() => CsvDetection.RunAsync(Path.Combine(_folder.FullName, "no"), "x", null, CancellationToken.None));
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "empty"));
        await Assert.ThrowsAsync<InvalidDataException>(() =>
            CsvDetection.RunAsync(Path.Combine(_folder.FullName, "empty"), _folder.FullName + "-x", null, CancellationToken.None));
        string file = Write("words.csv", "many words\nand more\nof them\n"), output = Path.Combine(_folder.FullName, "out.csv");
        InvalidDataException told = await Assert.ThrowsAsync<InvalidDataException>(() => CsvDetection.RunAsync(file, output, null, CancellationToken.None));
        Assert.Contains("line 2: a field is missing", told.Message, StringComparison.Ordinal);
        Assert.Equal(["words.csv"], Directory.EnumerateFiles(_folder.FullName).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Cancelling_leaves_the_old_output_and_no_partial_file()
    {
        StringBuilder text = new("timestamp,value\n");
        for (int i = 0; i < 200_000; i++) text.Append(CultureInfo.InvariantCulture, $"{1772323200 + i},{i % 10}\n");
        string file = Write("big.csv", text.ToString()), output = Write("out.csv", "old");
        using CancellationTokenSource stop = new();
        Collector progress = new() { Then = stop.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => CsvDetection.RunAsync(file, output, progress, stop.Token));
        Assert.Equal("old", await File.ReadAllTextAsync(output, CancellationToken.None));
        Assert.Equal(["big.csv", "out.csv"], Directory.EnumerateFiles(_folder.FullName).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        DetectionSummary summary = await CsvDetection.RunAsync(file, output, null, CancellationToken.None);
        Assert.Equal(200_000, summary.Rows);
        Assert.Equal(200_001, (await File.ReadAllLinesAsync(output, CancellationToken.None)).Length);
    }

    [Fact]
    public async Task A_file_with_a_header_alone_gives_a_header_alone()
    {
        (DetectionSummary summary, string[] lines) = await RunAsync("timestamp,value\n");
        Assert.Equal(["timestamp,value,anomaly_score"], lines);
        Assert.Equal((0, 0), (summary.Rows, summary.RowsSkipped));
    }

    private static double Score(string line) => double.Parse(line[(line.LastIndexOf(',') + 1)..], CultureInfo.InvariantCulture);

    private async Task<(DetectionSummary Summary, string[] Lines)> RunAsync(string text)
    {
        string output = Path.Combine(_folder.FullName, "new", "out.csv");
        DetectionSummary summary = await CsvDetection.RunAsync(Write("in.csv", text), output, null, CancellationToken.None);
        return (summary, await File.ReadAllLinesAsync(output, CancellationToken.None));
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private sealed class Collector : IProgress<DetectionProgress>
    {
        public List<DetectionProgress> Seen { get; } = [];

        public Action? Then { get; init; }

        public void Report(DetectionProgress value)
        {
            Seen.Add(value);
            Then?.Invoke();
        }
    }
}
