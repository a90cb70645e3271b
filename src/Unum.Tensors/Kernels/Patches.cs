namespace Unum.Tensors.Kernels;

/// <summary>
/// Lays the windows of one picture side by side, [channels x window height x window width, windows], so that a convolution is a matrix product, and
/// adds them back together: its transpose.
/// </summary>
internal static unsafe class Patches
{
    public static void Spread(Extents e, float* picture, float* patches)
    {
        for (int channel = 0; channel < e.Channels; channel++, picture += e.Height * e.Width)
        {
            for (int ky = 0; ky < e.WindowHeight; ky++)
            {
                for (int kx = 0; kx < e.WindowWidth; kx++)
                {
                    for (int oy = 0; oy < e.OutHeight; oy++, patches += e.OutWidth)
                    {
                        int y = (oy * e.Stride) + ky - e.Padding;
                        if (y < 0 || y >= e.Height)
                        {
                            new Span<float>(patches, e.OutWidth).Clear();
                            continue;
                        }

                        float* line = picture + (y * e.Width);
                        for (int ox = 0; ox < e.OutWidth; ox++)
                        {
                            int x = (ox * e.Stride) + kx - e.Padding;
                            patches[ox] = (uint)x < (uint)e.Width ? line[x] : 0;
                        }
                    }
                }
            }
        }
    }

    public static void Gather(Extents e, float* patches, float* picture)
    {
        for (int channel = 0; channel < e.Channels; channel++, picture += e.Height * e.Width)
        {
            for (int ky = 0; ky < e.WindowHeight; ky++)
            {
                for (int kx = 0; kx < e.WindowWidth; kx++)
                {
                    for (int oy = 0; oy < e.OutHeight; oy++, patches += e.OutWidth)
                    {
                        int y = (oy * e.Stride) + ky - e.Padding;
                        if (y < 0 || y >= e.Height) continue;
                        float* line = picture + (y * e.Width);
                        for (int ox = 0; ox < e.OutWidth; ox++)
                        {
                            int x = (ox * e.Stride) + kx - e.Padding;
                            if ((uint)x < (uint)e.Width) line[x] += patches[ox];
                        }
                    }
                }
            }
        }
    }

    /// <summary>Everything that fixes where a window's numbers lie.</summary>
    internal readonly record struct Extents(
        int Channels, int Height, int Width, int WindowHeight, int WindowWidth, int OutHeight, int OutWidth, int Stride, int Padding)
    {
        public int Depth => Channels * WindowHeight * WindowWidth;

        public int Windows => OutHeight * OutWidth;
    }
}
