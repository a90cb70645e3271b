using Unum.Grid.Instances;
using Unum.Grid.Integrity;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Tests.Grid.Instances;

/// <summary>Minds that remember a number of what they read: enough to see whether a replay does the same.</summary>
public sealed class CountingMinds : IFaceWork
{
    private readonly SortedDictionary<uint, ulong> _minds = [];

    public void Check(string text)
    {
        if (text.Contains('\0')) throw new ArgumentException("A mind does not read zeros.");
    }

    public FaceWorkResult Process(BlockArray blocks, Coordinate at, string text, long milliseconds)
    {
        if (!blocks.IsActive(at)) blocks.Activate(at, 0, milliseconds);
        Read(blocks, at, text);
        return new(1, Kappa(blocks, at), $"read {text}", 1);
    }

    public FaceWorkResult ProcessFace(BlockArray blocks, Plane plane, int index, string text, FaceTurns turns) => Each(blocks, plane, index, turns, at => Read(blocks, at, text));

    public FaceWorkResult SyncFace(BlockArray blocks, Plane plane, int index, FaceTurns turns) =>
        Each(blocks, plane, index, turns, at => blocks.SetKappa(at, Kappa(blocks, at) * .5f));

    public void Forget(Coordinate at) => _minds.Remove(Morton.Encode(at));

    public void ForgetFace(Plane plane, int index)
    {
        foreach (uint code in _minds.Keys.Where(k => Along(Morton.Decode(k), plane) == index).ToList()) _minds.Remove(code);
    }

    public Hash256 Digest()
    {
        if (_minds.Count == 0) return default;
        using MemoryStream all = new();
        Save(all);
        return Hash256.Of(all.ToArray());
    }

    public void Save(Stream to)
    {
        using BinaryWriter writer = new(to, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(_minds.Count);
        foreach ((uint code, ulong mind) in _minds)
        {
            writer.Write(code);
            writer.Write(mind);
        }
    }

    public void Load(Stream from)
    {
        using BinaryReader reader = new(from, System.Text.Encoding.UTF8, leaveOpen: true);
        _minds.Clear();
        for (int left = reader.ReadInt32(); left > 0; left--) _minds.Add(reader.ReadUInt32(), reader.ReadUInt64());
    }

    private static float Kappa(BlockArray blocks, Coordinate at) => blocks.TryGetBlock(at, out Block block) ? block.Kappa : 0;

    private static int Along(Coordinate at, Plane plane) => plane switch
    {
        Plane.X => at.X,
        Plane.Y => at.Y,
        _ => at.Z,
    };

    private void Read(BlockArray blocks, Coordinate at, string text)
    {
        uint code = Morton.Encode(at);
        ulong mind = _minds.GetValueOrDefault(code, 14695981039346656037);
        foreach (char c in text) mind = (mind ^ c) * 1099511628211;
        _minds[code] = mind;
        blocks.SetKappa(at, Math.Clamp(Kappa(blocks, at) + (((mind >> 60) - 7.5f) / 100), 0, 1));
    }

    private static FaceWorkResult Each(BlockArray blocks, Plane plane, int index, FaceTurns turns, Action<Coordinate> act)
    {
        List<Coordinate> face = [.. blocks.Face(plane, index).Select(b => b.At)];
        long done = 0;
        foreach (IGrouping<int, Coordinate> brick in face.GroupBy(Brick.CodeOf))
        {
            if (!turns.Next(done, face.Count)) break;
            foreach (Coordinate at in brick) act(at);
            done += brick.Count();
        }

        return new(done, face.Count == 0 ? 0 : face.Average(at => Kappa(blocks, at)));
    }
}
