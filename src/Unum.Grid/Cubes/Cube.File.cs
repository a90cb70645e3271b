using System.Security.Cryptography;
using System.Text;
using Unum.Femto;
using Unum.Grid.Space;

namespace Unum.Grid.Cubes;

/// <summary>
/// A cube in a file, little endian: "uCUB" | version | length | the state | SHA-256 of the state. The state: id, position, kappas,
/// PackML state, messages, the integrator's weights, edges (own and to other cubes, those by name), and nine minds, each with its length.
/// </summary>
public sealed partial class Cube
{
    private const int FileVersion = 1, LongestFile = 1 << 28;

    /// <summary>Writes the cube and its minds. Waits for its turn, so no mind is written in the middle of a thought.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="mind">Writes one mind, such as <see cref="CubeMinds.Save"/>.</param>
    /// <param name="stopping">Ends the waiting.</param>
    public async Task SaveAsync(Stream to, Action<IByteModel, Stream> mind, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(mind);
        byte[] state;
        await _turn.EnterAsync(stopping);
        try
        {
            state = State(mind);
        }
        finally
        {
            _turn.Leave();
        }

        byte[] head = [.. "uCUB"u8, .. BitConverter.GetBytes(FileVersion), .. BitConverter.GetBytes(state.Length)];
        await to.WriteAsync(head, stopping);
        await to.WriteAsync(state, stopping);
        await to.WriteAsync(SHA256.HashData(state), stopping);
    }

    /// <summary>Reads a cube. A state that acts comes back as the waiting state it leads to; a run does not go on by itself.</summary>
    /// <param name="from">Where from.</param>
    /// <param name="mind">Reads one mind, such as <see cref="CubeMinds.Load"/>.</param>
    /// <returns>The cube, and its edges to other cubes, which whoever knows them joins again.</returns>
    /// <exception cref="InvalidDataException">Not a cube, one of another version, or a damaged one; the message says which.</exception>
    public static (Cube Cube, IReadOnlyList<(Vertex From, string Cube, Vertex To)> Outward) Load(Stream from, Func<Stream, IByteModel> mind)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(mind);
        byte[] head = Take(from, 12);
        if (!head.AsSpan(0, 4).SequenceEqual("uCUB"u8)) throw new InvalidDataException("Not a cube: its first four bytes are not uCUB.");
        if (BitConverter.ToInt32(head, 4) != FileVersion) throw new InvalidDataException(FormattableString.Invariant($"The cube is of version {BitConverter.ToInt32(head, 4)}; this program reads version {FileVersion}."));
        int length = BitConverter.ToInt32(head, 8);
        if (length is < 0 or > LongestFile) throw new InvalidDataException("The cube's header is damaged: its length is impossible.");
        byte[] state = Take(from, length);
        if (!SHA256.HashData(state).AsSpan().SequenceEqual(Take(from, SHA256.HashSizeInBytes))) throw new InvalidDataException("The checksum does not match: the cube is damaged.");
        return Restore(state, mind);
    }

    private static byte[] Take(Stream from, int count)
    {
        byte[] bytes = new byte[count];
        if (from.ReadAtLeast(bytes, count, throwOnEndOfStream: false) < count) throw new InvalidDataException("The cube ends too early: it is truncated.");
        return bytes;
    }

    private byte[] State(Action<IByteModel, Stream> mind)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream, Encoding.UTF8);
        writer.Write(Id);
        writer.Write(Position.X);
        writer.Write(Position.Y);
        writer.Write(Position.Z);
        writer.Write(Kappa);
        foreach (float kappa in _kappas) writer.Write(kappa);
        writer.Write((int)Machine.State);
        writer.Write(Interlocked.Read(ref _messages));
        foreach (float weight in _mixer.Weights) writer.Write(weight);
        List<(Vertex From, CubePlace To)> edges = [.. CubeShape.All.SelectMany(v => Edges(v).Select(e => (v, e)))];
        writer.Write(edges.Count);
        foreach ((Vertex from, CubePlace to) in edges)
        {
            writer.Write((byte)from);
            writer.Write(to.Cube == this ? "" : to.Cube.Id);
            writer.Write((byte)to.Vertex);
        }

        foreach (IByteModel one in _minds)
        {
            using MemoryStream own = new();
            mind(one, own);
            writer.Write((int)own.Length);
            writer.Write(own.GetBuffer(), 0, (int)own.Length);
        }

        writer.Flush();
        return stream.ToArray();
    }

    private static (Cube Cube, IReadOnlyList<(Vertex From, string Cube, Vertex To)> Outward) Restore(byte[] state, Func<Stream, IByteModel> mind)
    {
        using BinaryReader reader = new(new MemoryStream(state), Encoding.UTF8);
        string id = reader.ReadString();
        Coordinate position = new(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        float field = reader.ReadSingle();
        float[] kappas = [.. CubeShape.All.Select(_ => reader.ReadSingle())];
        PackState machine = (PackState)reader.ReadInt32();
        while (PackMachine.Next(machine) is { } next) machine = next;
        long messages = reader.ReadInt64();
        float[] weights = new float[CubeMixer.Rows * CubeMixer.Width];
        for (int i = 0; i < weights.Length; i++) weights[i] = reader.ReadSingle();
        List<(Vertex From, string Cube, Vertex To)> edges = [];
        for (int left = reader.ReadInt32(); left > 0; left--) edges.Add(((Vertex)reader.ReadByte(), reader.ReadString(), (Vertex)reader.ReadByte()));
        Queue<IByteModel> minds = new();
        for (int i = 0; i < CubeShape.Minds; i++)
        {
            using MemoryStream own = new(reader.ReadBytes(reader.ReadInt32()));
            minds.Enqueue(mind(own));
        }

        Cube cube = new(id, _ => minds.Dequeue(), position) { Machine = new PackMachine(machine), Kappa = field, _messages = messages };
        kappas.CopyTo(cube._kappas, 0);
        weights.CopyTo(cube._mixer.Weights);
        cube._edges.Clear();
        foreach ((Vertex from, _, Vertex to) in edges.Where(static e => e.Cube.Length == 0)) cube._edges.Add((from, new CubePlace(cube, to)));
        return (cube, [.. edges.Where(static e => e.Cube.Length > 0)]);
    }
}
