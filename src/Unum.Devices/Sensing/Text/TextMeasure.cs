namespace Unum.Devices.Sensing.Text;

/// <summary>What of a stream of text is measured.</summary>
public enum TextMeasure
{
    /// <summary>Bytes per second.</summary>
    Bytes,

    /// <summary>Line ends per second.</summary>
    Lines,
}
