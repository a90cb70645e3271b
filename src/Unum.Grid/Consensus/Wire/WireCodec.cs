using Unum.Grid.Consensus.Protocol;

namespace Unum.Grid.Consensus.Wire;

/// <summary>
/// Canonical bytes of everything that is signed, hashed, sent or kept. Little-endian.
/// <code>
/// operation  client 8, sequence 8, length 4, payload
/// block      round 8, height 8, parent round 8, parent hash 32, count 4, operations         hash = SHA-256 of these bytes
/// ballot     validator 1, choice 1, round 8, hash 32, final round 8, final hash 32, signature 64          146 bytes
/// signed     ledger 32, then a ballot without its signature                                             114 bytes
/// cert       round 8, choice 1, hash 32, count 1, ballots
/// final      block, count 1, ballots
/// message    kind 1, then its parts, each list with a count 4
/// record     kind 1 (1 ballot, 2 ballot and block, 3 certificate), then that
/// </code>
/// </summary>
internal static class WireCodec
{
    /// <summary>Bytes that a ballot's signature covers.</summary>
    public const int StatementBytes = BlockHash.Size + 82;

    private const int MostOperations = 100_000;
    private const int MostItems = 4096;

    [ThreadStatic]
    private static WireWriter? _shared;

    public static BlockHash HashOf(LedgerBlock block)
    {
        WireWriter to = _shared ??= new();
        to.Clear();
        Write(to, block);
        return BlockHash.Of(to.Written);
    }

    public static void WriteStatement(Span<byte> to, BlockHash ledger, Ballot ballot)
    {
        ledger.Write(to);
        to[32] = (byte)ballot.Validator;
        to[33] = (byte)ballot.Choice;
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(to[34..], ballot.Round);
        ballot.Hash.Write(to[42..]);
        System.Buffers.Binary.BinaryPrimitives.WriteInt64LittleEndian(to[74..], ballot.FinalRound);
        ballot.FinalHash.Write(to[82..]);
    }

    public static void Write(WireWriter to, LedgerBlock block)
    {
        to.Long(block.Round);
        to.Long(block.Height);
        to.Long(block.ParentRound);
        to.Hash(block.ParentHash);
        to.Int(block.Operations.Count);
        foreach (LedgerOperation operation in block.Operations)
        {
            to.Long((long)operation.Id.Client);
            to.Long((long)operation.Id.Sequence);
            to.Int(operation.Payload.Length);
            to.Bytes(operation.Payload.Span);
        }
    }

    public static LedgerBlock ReadBlock(ref WireReader from)
    {
        long round = from.Long(), height = from.Long(), parentRound = from.Long();
        BlockHash parent = from.Hash();
        LedgerOperation[] operations = new LedgerOperation[from.Count(MostOperations)];
        for (int i = 0; i < operations.Length; i++)
        {
            OperationId id = new((ulong)from.Long(), (ulong)from.Long());
            operations[i] = new(id, from.View(from.Count(LedgerOperation.MostBytes)));
        }

        return new(round, height, parentRound, parent, operations);
    }

    public static void Write(WireWriter to, Ballot ballot)
    {
        to.Byte((byte)ballot.Validator);
        to.Byte((byte)ballot.Choice);
        to.Long(ballot.Round);
        to.Hash(ballot.Hash);
        to.Long(ballot.FinalRound);
        to.Hash(ballot.FinalHash);
        to.Bytes(ballot.Signature.Span);
    }

    public static Ballot ReadBallot(ref WireReader from)
    {
        int validator = from.Byte();
        Choice choice = (Choice)from.Byte();
        if (validator >= ValidatorNames.All.Count || choice > Choice.Dummy) throw new FormatException("A ballot of no validator or for no choice.");
        return new(validator, from.Long(), choice, from.Hash(), from.Long(), from.Hash(), from.View(Signatures.Size));
    }

    public static void Write(WireWriter to, Certificate certificate)
    {
        to.Long(certificate.Round);
        to.Byte((byte)certificate.Choice);
        to.Hash(certificate.Hash);
        Write(to, certificate.Ballots);
    }

    public static Certificate ReadCertificate(ref WireReader from) => new(from.Long(), (Choice)from.Byte(), from.Hash(), ReadBallots(ref from));

    public static void Write(WireWriter to, FinalisedBlock block)
    {
        Write(to, block.Block);
        Write(to, block.Proof);
    }

    public static FinalisedBlock ReadFinalised(ref WireReader from) => new(ReadBlock(ref from), ReadBallots(ref from));

    public static byte[] Encode(FinalisedBlock block)
    {
        WireWriter to = new();
        Write(to, block);
        return to.Written.ToArray();
    }

    public static FinalisedBlock DecodeFinalised(ReadOnlyMemory<byte> bytes)
    {
        WireReader from = new(bytes);
        return ReadFinalised(ref from);
    }

    public static void Write(WireWriter to, JournalRecord record)
    {
        if (record.Certificate is { } certificate)
        {
            to.Byte(3);
            Write(to, certificate);
            return;
        }

        to.Byte(record.Block is null ? (byte)1 : (byte)2);
        Write(to, record.Ballot!);
        if (record.Block is { } block) Write(to, block);
    }

    public static JournalRecord DecodeRecord(ReadOnlyMemory<byte> bytes)
    {
        WireReader from = new(bytes);
        byte kind = from.Byte();
        if (kind == 3) return new(null, null, ReadCertificate(ref from));
        Ballot ballot = ReadBallot(ref from);
        return new(ballot, kind == 2 ? ReadBlock(ref from) : null, null);
    }

    public static void Write(WireWriter to, Message message)
    {
        switch (message)
        {
            case Message.Proposal p:
                to.Byte(1);
                Write(to, p.Block);
                Write(to, p.Ballot);
                Write(to, p.Justification, Write);
                break;
            case Message.Vote v:
                to.Byte(2);
                Write(to, v.Ballot);
                break;
            case Message.Status s:
                to.Byte(3);
                to.Long(s.Round);
                to.Long(s.Known);
                to.Long(s.Height);
                to.Int(s.Attempt);
                break;
            case Message.Help h:
                to.Byte(4);
                Write(to, h.Chain, Write);
                Write(to, h.Certificates, Write);
                Write(to, h.Bodies, Write);
                break;
        }
    }

    /// <exception cref="FormatException">The bytes are no message.</exception>
    public static Message DecodeMessage(ReadOnlyMemory<byte> bytes)
    {
        WireReader from = new(bytes);
        Message message = from.Byte() switch
        {
            1 => new Message.Proposal(ReadBlock(ref from), ReadBallot(ref from), ReadList(ref from, ReadCertificate)),
            2 => new Message.Vote(ReadBallot(ref from)),
            3 => new Message.Status(from.Long(), from.Long(), from.Long(), from.Int()),
            4 => new Message.Help(ReadList(ref from, ReadFinalised), ReadList(ref from, ReadCertificate), ReadList(ref from, ReadBlock)),
            var kind => throw new FormatException(FormattableString.Invariant($"No message is of kind {kind}.")),
        };
        return from.AtEnd ? message : throw new FormatException("Bytes follow the message.");
    }

    private delegate T Reading<T>(ref WireReader from);

    private static void Write<T>(WireWriter to, IReadOnlyList<T> items, Action<WireWriter, T> write)
    {
        to.Int(items.Count);
        foreach (T item in items) write(to, item);
    }

    private static T[] ReadList<T>(ref WireReader from, Reading<T> read)
    {
        int count = from.Count(MostItems);
        List<T> items = [];
        for (int i = 0; i < count; i++) items.Add(read(ref from));
        return [.. items];
    }

    private static void Write(WireWriter to, IReadOnlyList<Ballot> ballots)
    {
        to.Byte((byte)ballots.Count);
        foreach (Ballot ballot in ballots) Write(to, ballot);
    }

    private static Ballot[] ReadBallots(ref WireReader from)
    {
        int count = from.Byte();
        if (count > ValidatorNames.All.Count) throw new FormatException(FormattableString.Invariant($"{count} ballots of {ValidatorNames.All.Count} validators."));
        Ballot[] ballots = new Ballot[count];
        for (int i = 0; i < count; i++) ballots[i] = ReadBallot(ref from);
        return ballots;
    }
}
