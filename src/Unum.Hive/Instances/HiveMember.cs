using Unum.Hive.Identity;

namespace Unum.Hive.Instances;

/// <summary>What an instance tells of itself.</summary>
/// <param name="Author">Who.</param>
/// <param name="Capacity">Binary logarithm of its parameters.</param>
/// <param name="Availability">Share of its time that it is there, in 255ths.</param>
public readonly record struct HiveMember(AuthorId Author, byte Capacity, byte Availability);
