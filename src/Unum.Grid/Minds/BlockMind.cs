using System.Buffers.Binary;

namespace Unum.Grid.Minds;

/// <summary>
/// Layout of one block's mind: 16 bytes of context, right-aligned | its length 1 | 0 x 3 | steps of learning 4 | z, one signed byte
/// each. A multiple of 8 bytes.
/// </summary>
internal static class BlockMind
{
    /// <summary>Bytes of context a block remembers, and most bytes of text it reads in one go.</summary>
    public const int Context = 16;

    /// <summary>Bytes before z.</summary>
    public const int HeaderBytes = Context + 8;

    /// <summary>Makes a record a newborn: a line has just begun, nothing is learned.</summary>
    public static void Birth(Span<byte> record)
    {
        record.Clear();
        record[Context - 1] = (byte)'\n';
        record[Context] = 1;
    }

    /// <summary>How many bytes of context are known, 1 to 16.</summary>
    public static int Known(ReadOnlySpan<byte> record) => record[Context];

    /// <summary>Steps of learning so far.</summary>
    public static uint Steps(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record[(Context + 4)..]);

    /// <summary>One step more.</summary>
    public static void CountStep(Span<byte> record) => BinaryPrimitives.WriteUInt32LittleEndian(record[(Context + 4)..], Steps(record) + 1);

    /// <summary>Moves the context on over a text of at most 16 bytes.</summary>
    public static void Remember(Span<byte> record, ReadOnlySpan<byte> text)
    {
        Span<byte> context = record[..Context];
        context[text.Length..].CopyTo(context);
        text.CopyTo(context[(Context - text.Length)..]);
        record[Context] = (byte)Math.Min(Context, record[Context] + text.Length);
    }
}
