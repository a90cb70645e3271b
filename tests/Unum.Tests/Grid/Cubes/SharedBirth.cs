using System.Text;
using Unum.Femto;
using Unum.Grid.Cubes;

namespace Unum.Tests.Grid.Cubes;

/// <summary>One small trained birth for all tests of cubes.</summary>
internal static class SharedBirth
{
    public static BirthModel Birth { get; } = BirthModel.Train(Encoding.UTF8.GetBytes(string.Concat(
        Enumerable.Range(0, 40).Select(static i => $"The cat sat on mat {i % 7} and the dog ran to gate {i % 5}. To be, or not to be, that is the question. "))));

    public static CubeMinds Minds { get; } = new(Birth);

    public static Cube Cube(string id = "c") => new(id, Minds.Make);

    public static Constellation Constellation() => new(static (_, vertex) => Minds.Make(vertex));
}
