using Unum.Node.Reporting;

namespace Unum.Node.Terminal;

/// <summary>Where the beats of a process are shown.</summary>
internal interface IBeatView : IAsyncDisposable
{
    /// <summary>Where outputs that write to the terminal write, without disturbing the view.</summary>
    TextWriter Terminal { get; }

    /// <summary>Says where the process can be reached, once, before the first beat.</summary>
    void Begin(string dashboard, string summary);

    /// <summary>Shows one beat. Never waits.</summary>
    void Show(BeatReport beat);
}
