using Unum.Grid.Integrity;
using Unum.Grid.Space;
using Unum.Grid.Storage;

namespace Unum.Grid.Instances;

/// <summary>The minds and the kappa field of one instance: what a process or sync operation is handed to.</summary>
/// <remarks>
/// Everything it does must follow from the instance's state (its blocks and this object's own, saved, state) and from the operation: replaying the
/// history must give the same bits on any machine. It is called by one thread at a time, the only one that writes. Before each brick it asks its
/// <see cref="FaceTurns"/> whether it may go on; bricks come in Morton order, and a brick is done whole or not at all.
/// </remarks>
public interface IFaceWork
{
    /// <summary>Refuses a text before it is written to the history.</summary>
    /// <exception cref="ArgumentException">It is too long or not readable; says why.</exception>
    void Check(string text);

    /// <summary>One block's mind reads a text; an inactive block wakes up for it.</summary>
    /// <param name="blocks">The grid.</param>
    /// <param name="at">The block.</param>
    /// <param name="text">What it reads.</param>
    /// <param name="milliseconds">The time of the operation: the activation time of a block that wakes up.</param>
    FaceWorkResult Process(BlockArray blocks, Coordinate at, string text, long milliseconds);

    /// <summary>The mind of every active block of a face reads a text.</summary>
    FaceWorkResult ProcessFace(BlockArray blocks, Plane plane, int index, string text, FaceTurns turns);

    /// <summary>One cycle of the kappa field over the active blocks of a face.</summary>
    FaceWorkResult SyncFace(BlockArray blocks, Plane plane, int index, FaceTurns turns);

    /// <summary>A block is active no more: its mind goes.</summary>
    void Forget(Coordinate at);

    /// <summary>All blocks of a face are active no more.</summary>
    void ForgetFace(Plane plane, int index);

    /// <summary>Hash of its own state, the same whatever the order in which it came to be; zero when there is none.</summary>
    Hash256 Digest();

    /// <summary>Writes its own state (kappas are in the blocks).</summary>
    void Save(Stream to);

    /// <summary>Reads what <see cref="Save"/> wrote, in place of what it has.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    void Load(Stream from);
}
