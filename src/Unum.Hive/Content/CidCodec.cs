namespace Unum.Hive.Content;

/// <summary>How a block's bytes are to be read (multicodec table).</summary>
public enum CidCodec
{
    /// <summary>Bytes as they are: basin packets and deltas.</summary>
    Raw = 0x55,

    /// <summary>CBOR with links: the versions of a basin.</summary>
    DagCbor = 0x71,
}
