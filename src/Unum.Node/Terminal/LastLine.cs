using System.Text;

namespace Unum.Node.Terminal;

/// <summary>A writer that keeps the last line it was given, for a view that draws it where it fits.</summary>
internal sealed class LastLine : TextWriter
{
    private readonly StringBuilder _growing = new();
    private string _line = "";

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value)
    {
        lock (_growing)
        {
            if (value is '\n' or '\r')
            {
                if (_growing.Length > 0) _line = _growing.ToString();
                _growing.Clear();
            }
            else if (_growing.Length < 1000)
            {
                _growing.Append(value);
            }
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        lock (_growing) return _line;
    }
}
