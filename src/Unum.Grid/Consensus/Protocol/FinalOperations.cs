namespace Unum.Grid.Consensus.Protocol;

/// <summary>Names of all operations that are final: for each client a low-water mark, and the names above it that came out of order.</summary>
internal sealed class FinalOperations
{
    private readonly Dictionary<ulong, Client> _clients = [];

    public bool Contains(OperationId id) => _clients.TryGetValue(id.Client, out Client? client) && (id.Sequence <= client.Low || client.Above.Contains(id.Sequence));

    public void Add(OperationId id)
    {
        if (!_clients.TryGetValue(id.Client, out Client? client)) _clients[id.Client] = client = new();
        if (id.Sequence != client.Low + 1)
        {
            if (id.Sequence > client.Low) client.Above.Add(id.Sequence);
            return;
        }

        client.Low++;
        while (client.Above.Remove(client.Low + 1)) client.Low++;
    }

    private sealed class Client
    {
        public ulong Low;
        public readonly HashSet<ulong> Above = [];
    }
}
