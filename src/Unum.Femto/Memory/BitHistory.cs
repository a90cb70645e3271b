namespace Unum.Femto.Memory;

/// <summary>
/// What bits a context has seen, in one byte. Up to four bits are remembered exactly; after that the state holds bounded counts of
/// zeros and ones and the last bit. A bit that contradicts a long run discounts the run, because what changed is likelier to
/// change again (the idea of Mahoney's indirect context models; the table here is our own and is generated, not listed).
/// State 0 is "never seen"; larger states have seen more, so a state is also its own priority for replacement.
/// </summary>
internal static class BitHistory
{
    private const int ExactLength = 4;

    /// <summary>Largest count of the commoner bit, by the count of the rarer one.</summary>
    private static readonly int[] Bounds = [32, 24, 12, 7, 5];

    private static readonly int[] Discounted = [0, 1, 2, 2, 3, 3, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5];

    private static readonly Key[] States = Enumerate();

    /// <summary>Number of states in use, at most 256.</summary>
    public static int Count => States.Length;

    /// <summary>The state after a bit: <c>Next[state * 2 + bit]</c>.</summary>
    public static byte[] Next { get; } = MakeNext();

    /// <summary>A first guess, before anything was learned, of the probability that a 1 follows a state.</summary>
    public static float Guess(int state)
    {
        if (state >= States.Length) return .5f;
        Key k = States[state];
        return (k.Ones + .35f) / (k.Zeros + k.Ones + .7f);
    }

    /// <summary>Zeros and ones that a state stands for.</summary>
    public static (int Zeros, int Ones) Counts(int state) => state < States.Length ? (States[state].Zeros, States[state].Ones) : (0, 0);

    private static Key After(Key k, int bit)
    {
        int length = k.Zeros + k.Ones;
        int same = (bit == 0 ? k.Zeros : k.Ones) + 1, other = bit == 0 ? k.Ones : k.Zeros;
        if (length < ExactLength)
            return bit == 0 ? new(same, other, k.Recent * 2, 0) : new(other, same, (k.Recent * 2) + 1, 1);

        if (other > 2) other = Discounted[Math.Min(other, Discounted.Length - 1)];
        while (!Allowed(same, other))
        {
            if (same > other) same--;
            else other--;
        }

        // Exact histories are told apart from counts by their length; after a discount the counts may be short again.
        int recent = same + other <= ExactLength ? 16 + bit : bit;
        return bit == 0 ? new(same, other, recent, 0) : new(other, same, recent, 1);
    }

    private static bool Allowed(int a, int b)
    {
        int rare = Math.Min(a, b);
        return rare < Bounds.Length && Math.Max(a, b) <= Bounds[rare];
    }

    private static Key[] Enumerate()
    {
        List<Key> all = [new(0, 0, 0, 0)];
        HashSet<Key> known = [all[0]];
        for (int i = 0; i < all.Count; i++)
        {
            for (int bit = 0; bit < 2; bit++)
            {
                Key next = After(all[i], bit);
                if (known.Add(next)) all.Add(next);
            }
        }

        Invariant.Holds(all.Count <= 256, "a state is one byte");
        return [.. all.OrderBy(k => k.Zeros + k.Ones)];
    }

    private static byte[] MakeNext()
    {
        Dictionary<Key, int> place = [];
        for (int i = 0; i < States.Length; i++) place[States[i]] = i;
        byte[] next = new byte[512];
        for (int i = 0; i < States.Length; i++)
            for (int bit = 0; bit < 2; bit++)
                next[(i * 2) + bit] = (byte)place[After(States[i], bit)];
        return next;
    }

    private readonly record struct Key(int Zeros, int Ones, int Recent, int Last);
}
