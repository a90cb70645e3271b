using System.Diagnostics.CodeAnalysis;
using System.Text;
using Unum.Grid.Instances;

namespace Unum.Node.Konomi;

/// <summary>A grid operation as the ledger carries it: length of the instance's id (one byte), the id, the operation's canonical bytes.</summary>
internal static class AgreedOperation
{
    public static byte[] Encode(string instanceId, GridOperation operation)
    {
        byte[] id = Encoding.ASCII.GetBytes(instanceId);
        return [(byte)id.Length, .. id, .. operation.Encode()];
    }

    public static bool TryDecode(ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out string? instanceId, [NotNullWhen(true)] out GridOperation? operation)
    {
        (instanceId, operation) = (null, null);
        ReadOnlySpan<byte> bytes = payload.Span;
        if (bytes.IsEmpty || bytes.Length <= bytes[0]) return false;
        try
        {
            instanceId = Encoding.ASCII.GetString(bytes.Slice(1, bytes[0]));
            operation = GridOperation.Decode(bytes[(1 + bytes[0])..]);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
