namespace Unum.Hive.Skills;

/// <summary>A skill on a shelf.</summary>
/// <param name="Packet">What was verified.</param>
/// <param name="OwnGain">Bits per byte that it saves the shelf's owner on its own held-out text of this kind; null where the owner has none.</param>
public sealed record ShelvedSkill(SignedSkill Packet, double? OwnGain);
