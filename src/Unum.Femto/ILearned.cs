using Unum.Femto.Memory;

namespace Unum.Femto;

/// <summary>A model whose learned tables can be saved and filled.</summary>
internal interface ILearned
{
    /// <summary>What kind it is.</summary>
    MindKind Kind { get; }

    /// <summary>What it is made of, in one number: two builds that differ in it cannot read each other's files.</summary>
    uint Fingerprint { get; }

    /// <summary>Shows every learned table, in one fixed order, to who saves it or fills it.</summary>
    void Visit(LearnedVisitor visit);

    /// <summary>Stands at the start of a new stream, with a kappa.</summary>
    void Resume(float kappa);
}
