namespace Unum.Kairos.Mesh;

/// <summary>The answer to one message.</summary>
/// <param name="Reason">None when it was accepted.</param>
/// <param name="Detail">For a person, a constant text; null when there is nothing to add.</param>
public readonly record struct Admission(RefusalReason Reason, string? Detail)
{
    /// <summary>The message counts.</summary>
    public static Admission Accept => default;

    /// <summary>Whether the message counts.</summary>
    public bool Accepted => Reason == RefusalReason.None;

    /// <summary>The message changes nothing.</summary>
    public static Admission Refuse(RefusalReason reason, string? detail = null) => new(reason, detail);
}
