using FsCheck;
using FsCheck.Fluent;
using Unum.Grid.Instances;
using Unum.Grid.Space;

namespace Unum.Tests.Grid.Instances;

public sealed class GridOperationTests
{
    private static readonly Dimensions Size = new(50, 40, 30);

    [Fact]
    public void What_is_decoded_encodes_to_the_same_bytes()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            GridOperation operation = RandomOperations.Next(new Random(seed), Size);
            byte[] bytes = operation.Encode();
            GridOperation back = GridOperation.Decode(bytes);

            Assert.Equal(operation.GetType(), back.GetType());
            Assert.Equal(bytes, back.Encode());
            if (operation is not GridOperation.SetMany and not GridOperation.SetKappas) Assert.Equal(operation, back);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void An_operations_bytes_stay_what_they_are()
    {
        Assert.Equal("03" + "05000000" + "0000C03F", Convert.ToHexString(new GridOperation.Set(new(1, 0, 1), 1.5f).Encode()));
        Assert.Equal("06" + "02" + "F401" + "02" + "02000000" + "6869", Convert.ToHexString(new GridOperation.Face(Plane.Z, 500, FaceOperation.Process, Text: "hi").Encode()));
        Assert.Equal("07" + "01000000" + "02000000", Convert.ToHexString(new GridOperation.Link(new(1, 0, 0), new(0, 1, 0)).Encode()));
    }

    [Fact]
    public void Any_bytes_are_an_operations_own_or_refused()
    {
        Random random = new(11);
        int accepted = 0;
        for (int i = 0; i < 60_000; i++)
        {
            byte[] bytes;
            if (i % 2 == 0)
            {
                bytes = new byte[random.Next(40)];
                random.NextBytes(bytes);
                if (bytes.Length > 0) bytes[0] = (byte)random.Next(12);
            }
            else
            {
                bytes = RandomOperations.Next(random, Size).Encode();
                for (int n = random.Next(3); n >= 0; n--) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            }

            try
            {
                Assert.Equal(bytes, GridOperation.Decode(bytes).Encode());
                accepted++;
            }
            catch (FormatException)
            {
                // Refused, as it should be.
            }
        }

        Assert.True(accepted > 3_000, "the fuzzer reaches past the first checks");
    }

    [Fact]
    public void A_count_beyond_the_bytes_allocates_nothing_for_it()
    {
        byte[] bytes = [4, 255, 255, 255, 127, 0, 0, 0, 0];
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<FormatException>(() => GridOperation.Decode(bytes));

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 100_000);
    }
}
