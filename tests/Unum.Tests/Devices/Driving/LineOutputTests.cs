using System.Text;
using Unum.Devices.Driving;

namespace Unum.Tests.Devices.Driving;

public sealed class LineOutputTests
{
    [Fact]
    public async Task A_log_line_is_appended_for_every_state_and_flushed_at_once()
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "before\n", TestContext.Current.CancellationToken);
        await using (TextOutput output = new(new LineOptions { Path = path }, new SteppedTime()))
        {
            await output.PutAsync(States.One(0.7, -0.5));
            await output.DeliveredAsync(1);
            await output.PutAsync(States.One(-1, emerged: false, seconds: 1.25));
            await output.DeliveredAsync(2);
        }

        Assert.Equal(
            "before\n2026-01-01T00:00:00.000Z one C=0.800 R=0.780 nodes=3.0 phase=0.700-0.500i\n2026-01-01T00:00:01.250Z many C=0.800 R=0.780 nodes=3.0 phase=-1.000+0.000i\n",
            await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        File.Delete(path);
    }

    [Fact]
    public async Task A_state_written_just_before_disposal_is_still_written_down()
    {
        using StringWriter log = new();
        TextOutput output = new(new LineOptions { Writer = log }, new SteppedTime());

        await output.PutAsync(States.One(0.7));
        await output.DisposeAsync().SoonAsync();

        Assert.Contains("phase=0.700", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writer_that_hangs_never_makes_the_beat_wait_and_shows_the_newest_state_next()
    {
        using StuckWriter writer = new();
        await using TextOutput output = new(new LineOptions { Writer = writer }, new SteppedTime());
        await output.PutAsync(States.One(0));
        await Eventually.HoldsAsync(() => writer.Waiting, "the first line hangs");

        for (int n = 1; n <= 1000; n++) output.PutAtOnce(States.One(n / 1000.0));
        writer.Free();

        await output.DeliveredAsync(2);
        Assert.Contains("phase=0.000", writer.Lines[0], StringComparison.Ordinal);
        Assert.Contains("phase=1.000", writer.Lines[1], StringComparison.Ordinal);
        Assert.Equal(2, writer.Lines.Count);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_reason_and_is_tried_again()
    {
        SteppedTime time = new();
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        await using TextOutput output = new(new LineOptions { Path = Path.Combine(folder, "log") }, time);
        await output.PutAsync(States.One(0.5));
        await Eventually.HoldsAsync(() => output.Health.Reason?.Contains(folder, StringComparison.Ordinal) == true, "the reason names the folder");

        Directory.CreateDirectory(folder);
        await Eventually.HoldsAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return output.Health.Delivered == 1;
            },
            "it is written once the folder is there");
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_prompt_says_in_words_and_numbers_how_the_mesh_is_and_comes_as_seldom_as_told()
    {
        using StringWriter model = new();
        await using LlmPromptOutput output = new(new LineOptions { Writer = model, Every = TimeSpan.FromSeconds(10) }, new SteppedTime());

        await output.PutAsync(States.One(0, 0.5, coherence: 0.9));
        await output.DeliveredAsync(1);
        await output.PutAsync(States.One(0, seconds: 9.9));
        await Eventually.HoldsAsync(() => output.MailboxIsEmpty, "the second state is passed over");
        await output.PutAsync(States.One(0.5, emerged: false, coherence: 0.1, seconds: 10));
        await output.DeliveredAsync(2);

        string[] lines = model.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(2, lines.Length);
        Assert.Equal(
            "At 2026-01-01T00:00:00Z THE ONE has emerged and has held for 0 s. The nodes are strongly coherent (C = 0.90 of 1) and point strongly the same way (R = 0.78 of 1); 3.0 nodes count in effect. The global phase is 0.00 + 0.50i, at 90 degrees.",
            lines[0]);
        Assert.Contains("THE ONE has not emerged; the nodes are still many. The nodes are hardly coherent (C = 0.10 of 1)", lines[1], StringComparison.Ordinal);
    }

    private sealed class StuckWriter : StringWriter
    {
        private readonly TaskCompletionSource _free = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal bool Waiting { get; private set; }

        internal List<string> Lines { get; } = [];

        public override Encoding Encoding => Encoding.UTF8;

        public override async Task WriteLineAsync(string? value)
        {
            Waiting = true;
            await _free.Task;
            Lines.Add(value!);
        }

        internal void Free() => _free.SetResult();
    }
}
