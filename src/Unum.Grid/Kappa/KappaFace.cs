using Unum.Grid.Instances;
using Unum.Grid.Minds;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Grid.Kappa;

/// <summary>One cycle of the kappa field over a face's active blocks; the blocks on both sides of it pull too, but do not move.</summary>
internal static class KappaFace
{
    /// <summary>The cycle: three planes are read first, so that no block sees a neighbour's new kappa.</summary>
    public static FaceWorkResult Cycle(BlockArray blocks, Plane plane, int index, FaceTurns turns)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentNullException.ThrowIfNull(turns);
        FaceBricks face = new(blocks.Dimensions, plane, index);
        int axis = plane switch { Plane.X => blocks.Dimensions.X, Plane.Y => blocks.Dimensions.Y, _ => blocks.Dimensions.Z };
        Brick view = new();
        float[] here = Read(blocks, face, view);
        float[]? below = index > 0 ? Read(blocks, new FaceBricks(blocks.Dimensions, plane, index - 1), view) : null;
        float[]? above = index + 1 < axis ? Read(blocks, new FaceBricks(blocks.Dimensions, plane, index + 1), view) : null;
        long done = 0, area = here.Length;
        double all = 0;
        Span<(int Index, int Packed)> active = stackalloc (int, int)[Brick.Volume];
        Span<float> kappas = stackalloc float[Brick.Volume];
        foreach (int code in face.Codes)
        {
            if (!blocks.ReadBrick(code, view)) continue;
            int count = face.Active(view, active);
            if (count == 0) continue;
            if (!turns.Next(done, area)) break;
            view.Kappas.CopyTo(kappas);
            for (int i = 0; i < count; i++)
            {
                int at = face.Place(At(view, active[i].Index)), u = at % face.Width;
                float sum = 0, near = 0;
                if (u > 0) Count(here, at - 1, ref sum, ref near);
                if (u + 1 < face.Width) Count(here, at + 1, ref sum, ref near);
                if (at >= face.Width) Count(here, at - face.Width, ref sum, ref near);
                if (at + face.Width < here.Length) Count(here, at + face.Width, ref sum, ref near);
                if (below is not null) Count(below, at, ref sum, ref near);
                if (above is not null) Count(above, at, ref sum, ref near);
                float next = KappaField.Next(here[at], sum, near);
                kappas[active[i].Packed] = next;
                all += next;
            }

            blocks.WriteKappas(code, kappas[..view.Count]);
            done += count;
        }

        return new FaceWorkResult(done, done == 0 ? 0 : all / done);
    }

    private static void Count(float[] plane, int at, ref float sum, ref float near)
    {
        if (float.IsNaN(plane[at])) return;
        sum += plane[at];
        near++;
    }

    private static Coordinate At(Brick view, int index)
    {
        Coordinate o = view.Origin;
        return new Coordinate(o.X + (index & 7), o.Y + ((index >> 3) & 7), o.Z + (index >> 6));
    }

    /// <summary>A face's kappas; NaN where a block is not active.</summary>
    private static float[] Read(BlockArray blocks, FaceBricks face, Brick view)
    {
        float[] plane = new float[face.Width * face.Height];
        Array.Fill(plane, float.NaN);
        Span<(int Index, int Packed)> active = stackalloc (int, int)[Brick.Volume];
        foreach (int code in face.Codes)
        {
            if (!blocks.ReadBrick(code, view)) continue;
            int count = face.Active(view, active);
            for (int i = 0; i < count; i++) plane[face.Place(At(view, active[i].Index))] = view.Kappas[active[i].Packed];
        }

        return plane;
    }
}
