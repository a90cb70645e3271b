using Unum.Grid.Storage;

namespace Unum.Tests.Grid.Storage;

public sealed class PackingTests
{
    [Fact]
    public void The_fast_kernels_do_what_the_slow_ones_do_at_every_density()
    {
        Random random = new(3);
        for (int round = 0; round < 300; round++)
        {
            ulong[] mask = new ulong[8];
            double density = round % 11 / 10.0;
            float[] dense = new float[Brick.Volume];
            int count = 0;
            for (int key = 0; key < Brick.Volume; key++)
            {
                dense[key] = key + 1;
                if (random.NextDouble() >= density) continue;
                mask[key >> 6] |= 1UL << key;
                count++;
            }

            float[] packed = new float[count], slow = new float[count], back = new float[Brick.Volume], slowBack = new float[Brick.Volume];
            Packing.Compress<float>(mask, dense, packed);
            Packing.CompressSlowly<float>(mask, dense, slow);
            Assert.Equal(slow, packed);
            Array.Fill(back, 9);
            Packing.Expand<float>(mask, packed, back);
            Packing.ExpandSlowly<float>(mask, packed, slowBack);
            Assert.Equal(slowBack, back);
            Assert.Equal(count, back.Count(v => v != 0));
        }
    }
}
