namespace Unum.Hive.Discovery;

/// <summary>What a datagram asks or answers.</summary>
internal enum DhtMessageKind : byte
{
    Ping = 1,
    FindNodes = 2,
    FindRecords = 3,
    Store = 4,

    /// <summary>Alive. Body: nothing.</summary>
    Pong = 129,

    /// <summary>Prove that you receive where you send from: ask again with this cookie. Never longer than what asked.</summary>
    Cookie = 130,

    /// <summary>Contacts near a target.</summary>
    Nodes = 131,

    /// <summary>Records under a key and contacts near it.</summary>
    Records = 132,

    /// <summary>Body: 1 when the record was kept, 0 when there was no room or it was not acceptable.</summary>
    Stored = 133,
}
