using Unum.Grid.Integrity;

namespace Unum.Grid.Instances;

/// <summary>The entries of a catalogue.</summary>
/// <remarks>
/// <code>
/// 32 template  id, name (texts), size 3 x u16, blocks i64, root of its blocks 32 (zero when it has none)
/// 33 instance  id, template id
/// </code>
/// </remarks>
internal static class CatalogueEntry
{
    private const int Template = 32, Instance = 33;

    public static void WriteTemplate(ByteWriter to, GridTemplate template, Hash256 root)
    {
        to.U8(Template);
        to.Text(template.Id);
        to.Text(template.Name);
        to.Size(template.Dimensions);
        to.I64(template.Blocks);
        to.Hash(root);
    }

    public static void WriteInstance(ByteWriter to, string id, string template)
    {
        to.U8(Instance);
        to.Text(id);
        to.Text(template);
    }

    /// <summary>Reads one entry and tells what it is.</summary>
    /// <exception cref="FormatException">It is no entry.</exception>
    public static void Read(ref ByteReader from, Action<GridTemplate, Hash256> template, Action<string, string> instance)
    {
        switch (from.U8())
        {
            case Template: template(new(from.Text(), from.Text(), from.Size(), from.I64()), from.Hash()); break;
            case Instance: instance(from.Text(), from.Text()); break;
            default: throw from.Wrong("a catalogue has no such entry");
        }
    }
}
