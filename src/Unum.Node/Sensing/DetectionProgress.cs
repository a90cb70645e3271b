namespace Unum.Node.Sensing;

/// <summary>How far a detection has come.</summary>
/// <param name="File">The file being read.</param>
/// <param name="FilesDone">Files finished.</param>
/// <param name="FilesTotal">Files to do.</param>
/// <param name="BytesDone">Bytes read of all files.</param>
/// <param name="BytesTotal">Bytes of all files.</param>
/// <param name="Rows">Rows scored.</param>
public readonly record struct DetectionProgress(string File, int FilesDone, int FilesTotal, long BytesDone, long BytesTotal, long Rows);
