namespace Unum.Node.Sensing;

/// <summary>The progress of a detection as one line that is written over itself. Reports come on the thread that works.</summary>
internal sealed class DetectionLine(TextWriter output, bool show) : IProgress<DetectionProgress>
{
    /// <inheritdoc/>
    public void Report(DetectionProgress value)
    {
        if (!show) return;
        double percent = value.BytesTotal > 0 ? 100.0 * value.BytesDone / value.BytesTotal : 100;
        output.Write(FormattableString.Invariant($"\r{percent:F0} %  {value.FilesDone}/{value.FilesTotal} files, {value.Rows} rows  {Path.GetFileName(value.File),-50}"));
    }

    /// <summary>Leaves the line.</summary>
    public void End()
    {
        if (show) output.WriteLine();
    }
}
