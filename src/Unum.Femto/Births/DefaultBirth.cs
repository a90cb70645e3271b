using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace Unum.Femto.Births;

/// <summary>
/// The birth model that Unum brings along: trained once from a public-domain text in the program itself (Shakespeare, 1.1 MB) and
/// kept as a file, so that only the first start of a machine pays the seconds of training. The same text makes the same model on
/// every machine; a file that is damaged or of another revision is trained again and replaced.
/// </summary>
/// <param name="folder">Where the file is kept; null keeps none.</param>
public sealed class DefaultBirth(string? folder)
{
    private const string Resource = "Unum.Femto.Births.shakespeare.txt.br";
    private readonly Lock _lock = new();
    private Task<BirthModel>? _model;

    /// <summary>Why the model could not be read from its file or kept there, for who wants to tell; null when all is well.</summary>
    public string? Remark { get; private set; }

    /// <summary>Whether the model is there and <see cref="GetAsync"/> answers at once.</summary>
    public bool Ready => _model is { IsCompletedSuccessfully: true };

    /// <summary>The text it is trained from.</summary>
    public static byte[] Text()
    {
        using Stream packed = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource)!;
        using BrotliStream text = new(packed, CompressionMode.Decompress);
        using MemoryStream bytes = new();
        text.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>The model: loaded or trained in the background when somebody asks for the first time, the same one for all who ask.</summary>
    /// <param name="stopping">Ends this caller's waiting, not the training.</param>
    public Task<BirthModel> GetAsync(CancellationToken stopping = default)
    {
        Task<BirthModel> model;
        lock (_lock) model = _model ??= Task.Run(Open, CancellationToken.None);
        return model.WaitAsync(stopping);
    }

    private BirthModel Open()
    {
        if (folder is null) return BirthModel.Train(Text(), CancellationToken.None);
        byte[] text = Text();
        string name = FormattableString.Invariant($"birth-{Minds.Fingerprint(MindKind.Femto):x8}-{Convert.ToHexStringLower(SHA256.HashData(text))[..8]}.femto");
        string path = Path.Combine(folder, name);
        if (Kept(path) is { } kept) return kept;
        BirthModel trained = BirthModel.Train(text, CancellationToken.None);
        Keep(trained, path);
        return trained;
    }

    private BirthModel? Kept(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            return BirthModel.Load(file);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            Remark = $"{path} was not used and the birth model trained again: {e.Message}";
            return null;
        }
    }

    /// <summary>Written beside and moved there, so that no other process sees half a file.</summary>
    private void Keep(BirthModel model, string path)
    {
        string part = FormattableString.Invariant($"{path}.{Environment.ProcessId}.part");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (FileStream file = File.Create(part)) model.Save(file);
            File.Move(part, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Remark = $"The birth model could not be kept as {path}: {e.Message}";
        }
    }
}
