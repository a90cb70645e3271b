using System.Text;

namespace Unum.Grid.Cubes;

/// <summary>All nine at once.</summary>
public sealed partial class Cube
{
    /// <summary>All nine minds read the query and agree on an answer, byte by byte.</summary>
    /// <exception cref="CubeStateException">The cube is not in a state to work, or was stopped meanwhile.</exception>
    public async Task<CollectiveAnswer> CollectiveThinkAsync(string query, ThinkOptions? options = null, CancellationToken stopping = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        options ??= ThinkOptions.Default;
        Begin();
        try
        {
            return await InTurnAsync(() => ThinkAsync(Encoding.UTF8.GetBytes(query), options, stopping), stopping);
        }
        finally
        {
            End();
        }
    }

    private async Task<CollectiveAnswer> ThinkAsync(byte[] query, ThinkOptions options, CancellationToken stopping)
    {
        Collective thought = new(_minds, _kappas, _mixer, options);
        double querySurprise = thought.Read(query, options.Learn, stopping);
        byte[][] own = thought.OwnAnswers(query, stopping);
        byte[] agreed = new byte[options.Bytes];
        double bits = 0, agreement = 0, disagreement = 0;
        Random random = new(options.Draw.Seed);
        for (int i = 0; i < agreed.Length; i++)
        {
            await ContinueAsync(stopping);
            ThoughtStep step = thought.Next(i, random.NextDouble());
            agreed[i] = step.Value;
            bits -= Math.Log2(step.Probability);
            agreement += step.Agreement;
            disagreement += step.Disagreement;
            options.Step?.Invoke(step);
        }

        double perByte = bits / agreed.Length;
        CubeConsensus consensus = new(
            Decode(agreed), agreed, Math.Pow(2, -perByte), perByte, querySurprise, agreement / agreed.Length, disagreement / agreed.Length);
        return new CollectiveAnswer(Id, [.. CubeShape.All.Select(v => thought.Part(v, Decode(own[(int)v]), agreed.Length))], consensus, Kappa);
    }
}
