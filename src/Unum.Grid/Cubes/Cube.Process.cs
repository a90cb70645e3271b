using System.Globalization;
using System.Text;
using Unum.Femto;

namespace Unum.Grid.Cubes;

/// <summary>A text at one vertex, and its way along the edges.</summary>
public sealed partial class Cube
{
    /// <summary>Reads a text at a vertex, completes it, and lets the neighbours read both.</summary>
    /// <exception cref="CubeStateException">The cube is not in a state to work, or was stopped meanwhile.</exception>
    public async Task<VertexAnswer> ProcessVertexAsync(Vertex vertex, string text, ProcessOptions? options = null, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        Checked(vertex);
        options ??= ProcessOptions.Default;
        Begin();
        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            string message = string.Create(CultureInfo.InvariantCulture, $"{Id}#{Interlocked.Increment(ref _messages)}");
            (double surprise, byte[] answer) = await InTurnAsync(() => AnswerAsync(vertex, bytes, options, stopping), stopping);
            (List<Echo> echoes, int unreached) = await SpreadAsync(vertex, [.. bytes, .. answer], options, stopping);
            return new VertexAnswer(message, Id, vertex, Decode(answer), answer, surprise, _kappas[(int)vertex], echoes, unreached);
        }
        finally
        {
            End();
        }
    }

    private async Task<(double Surprise, byte[] Answer)> AnswerAsync(Vertex vertex, byte[] text, ProcessOptions options, CancellationToken stopping)
    {
        double surprise = Hear(vertex, text, options.Learn);
        byte[] answer = new byte[options.Bytes];
        if (answer.Length == 0) return (surprise, answer);
        using Utterance utterance = options.Draw.Begin(_minds[(int)vertex], text);
        for (int i = 0; i < answer.Length; i++)
        {
            await ContinueAsync(stopping);
            answer[i] = utterance.Next();
        }

        return (surprise, answer);
    }

    /// <summary>Breadth first over the edges of all cubes; nobody hears one message twice.</summary>
    private async Task<(List<Echo> Echoes, int Unreached)> SpreadAsync(Vertex from, byte[] message, ProcessOptions options, CancellationToken stopping)
    {
        List<Echo> echoes = [];
        int unreached = 0;
        HashSet<CubePlace> visited = [new CubePlace(this, from)];
        List<CubePlace> ring = [new CubePlace(this, from)];
        for (int hop = 1; hop <= options.Hops && ring.Count > 0; hop++)
        {
            List<CubePlace> next = [];
            foreach (CubePlace place in ring.SelectMany(static p => p.Cube.Edges(p.Vertex)).Where(visited.Add))
            {
                if (echoes.Count + 1 >= options.MostMinds || !place.Cube.Hears)
                {
                    unreached++;
                    continue;
                }

                await ContinueAsync(stopping);
                double surprise = await place.Cube.InTurnAsync(() => Task.FromResult(place.Cube.Hear(place.Vertex, message, options.Learn)), stopping);
                echoes.Add(new Echo(place.Cube.Id, place.Vertex, hop, surprise, place.Cube._kappas[(int)place.Vertex]));
                next.Add(place);
            }

            ring = next;
        }

        return (echoes, unreached);
    }

    private bool Hears => Machine.State is PackState.Idle or PackState.Starting or PackState.Execute or PackState.Completing or PackState.Complete or PackState.Resetting;

    /// <summary>A mind reads a message as a new stream; its kappa drifts by one request.</summary>
    /// <returns>Bits per byte.</returns>
    private double Hear(Vertex vertex, ReadOnlySpan<byte> message, bool learn)
    {
        IByteModel mind = _minds[(int)vertex];
        if (mind.Learning != learn) mind.Learning = learn;
        mind.Restart();
        ref float kappa = ref _kappas[(int)vertex];
        kappa += .01f * (RestingKappa - kappa);
        double bits = mind.Read(message);
        return message.IsEmpty ? 0 : bits / message.Length;
    }

    private async Task<T> InTurnAsync<T>(Func<Task<T>> work, CancellationToken stopping)
    {
        await _turn.EnterAsync(stopping);
        try
        {
            return await Task.Run(work, CancellationToken.None);
        }
        finally
        {
            _turn.Leave();
        }
    }
}
