namespace Unum.Femto;
internal static class Tune
{
    private static readonly Dictionary<string, float> All = Parse();
    private static Dictionary<string, float> Parse() { var d = new Dictionary<string, float>(); foreach (var kv in (Environment.GetEnvironmentVariable("TUNE") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)) { var p = kv.Split('='); d[p[0]] = float.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture); } return d; }
    public static float F(string name, float d) => All.TryGetValue(name, out float v) ? v : d;
    public static int I(string name, int d) => (int)F(name, d);
}
