using Unum.Grid.Space;

namespace Unum.Node.Konomi.Api;

/// <summary>Fields of a request that have been read and checked, by name.</summary>
internal abstract class ApiValues(IReadOnlyDictionary<string, object> values)
{
    public bool Has(string name) => values.ContainsKey(name);

    public int Int(string name, int otherwise = 0) => values.TryGetValue(name, out object? value) ? (int)(long)value : otherwise;

    public long Long(string name, long otherwise = 0) => values.TryGetValue(name, out object? value) ? (long)value : otherwise;

    public double Number(string name, double otherwise = 0) => values.TryGetValue(name, out object? value) ? (double)value : otherwise;

    public float Float(string name, float otherwise = 0) => values.TryGetValue(name, out object? value) ? (float)(double)value : otherwise;

    public bool Flag(string name) => values.TryGetValue(name, out object? value) && (bool)value;

    public string? Text(string name) => values.TryGetValue(name, out object? value) ? (string)value : null;

    public Coordinate? Triple(string name) => values.TryGetValue(name, out object? value) ? (Coordinate)value : null;

    public Coordinate[] Triples(string name) => values.TryGetValue(name, out object? value) ? (Coordinate[])value : [];

    public (Coordinate At, float Value)[] Blocks(string name) => values.TryGetValue(name, out object? value) ? ((Coordinate, float)[])value : [];

    public float[] Numbers(string name) => values.TryGetValue(name, out object? value) ? (float[])value : [];

    public string[] Texts(string name) => values.TryGetValue(name, out object? value) ? (string[])value : [];

    /// <summary>The block that x, y and z name.</summary>
    public Coordinate At() => new(Int("x"), Int("y"), Int("z"));
}
