namespace Unum.Grid.Integrity;

/// <summary>How many messages are hashed side by side.</summary>
public enum HashWidth
{
    /// <summary>As many as this processor can.</summary>
    Best,

    /// <summary>One: the reference.</summary>
    One,

    /// <summary>Eight (AVX2; slower but the same elsewhere).</summary>
    Eight,

    /// <summary>Sixteen (AVX-512 only).</summary>
    Sixteen,
}
