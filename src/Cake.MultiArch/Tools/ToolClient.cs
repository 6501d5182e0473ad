using Cake.Core;
using Cake.Core.IO;
using Cake.Core.IO.Arguments;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry.Credentials;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using ProcessRunner = Cake.MultiArch.Hosting.Processes.ProcessRunner;

namespace Cake.MultiArch.Tools;

/// <summary>Runs a program like Cake's own tools: with Cake's tool settings, and with credentials that no command line shows.</summary>
internal abstract class ToolClient(Host host)
{
    public Host Host { get; } = host;

    protected ProcessRunner Runner { get; } = new(host);

    /// <summary>Refuses unsupported settings before anything is started.</summary>
    protected static void CheckTool(ImageToolSettings settings)
    {
        var name = settings.GetType().Name;
        if (settings.PostAction is not null)
        {
            throw new MultiArchException(ProcessProblems.Setting(name, nameof(settings.PostAction)));
        }

        if (settings.SetupProcessSettings is not null)
        {
            throw new MultiArchException(ProcessProblems.Setting(name, nameof(settings.SetupProcessSettings)));
        }

        if (settings.ToolTimeout is { } limit && limit <= TimeSpan.Zero)
        {
            throw new MultiArchException(ToolProblems.SettingRefused(
                $"{name}.ToolTimeout", "It is not longer than zero.", "Give the time that the program may take, or none for no limit."));
        }
    }

    /// <summary>Reads a JSON document. Times stay text, because the reader's conversion depends on the culture.</summary>
    /// <returns>The document; null if the text is not one, with the reason.</returns>
    protected static T? Json<T>(string text, out string why)
        where T : JToken
    {
        why = $"It is not a JSON {typeof(T).Name[1..].ToLowerInvariant()}.";
        try
        {
            using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
            return JToken.ReadFrom(reader) as T;
        }
        catch (JsonReaderException e)
        {
            why = e.Message;
            return null;
        }
    }

    protected ProcessRequest Request(string program, ImageToolSettings settings, IReadOnlyList<string> arguments) => new(program, arguments)
    {
        WorkingDirectory = WorkingDirectory(settings),
        Environment = settings.EnvironmentVariables.ToDictionary(pair => pair.Key, string? (pair) => pair.Value, StringComparer.Ordinal),
        Timeout = settings.ToolTimeout,
    };

    /// <summary>Passes the arguments to the user's ArgumentCustomization, as Cake's own tools do.</summary>
    protected ProcessRequest Customise(ProcessRequest request, ImageToolSettings settings)
    {
        if (settings.ArgumentCustomization is null)
        {
            return request;
        }

        var builder = new ProcessArgumentBuilder();
        foreach (var argument in request.Arguments)
        {
            if (ShellQuote.Quote(argument) == argument)
            {
                builder.Append(argument);
            }
            else
            {
                builder.AppendQuoted(argument);
            }
        }

        builder = settings.ArgumentCustomization(builder) ?? throw new MultiArchException(ToolProblems.SettingRefused(
            settings.GetType().Name + ".ArgumentCustomization", "It returned null.", "Return the builder that it was given."));

        // Cake masks such an argument only in the command line, but the program may print it.
        foreach (var secret in builder.OfType<SecretArgument>())
        {
            Host.Secrets.Add(secret.Render().Trim('"'));
        }

        return request with { Customised = new CustomisedArguments(builder.Render(), builder.RenderSafe()) };
    }

    /// <summary>Writes a command's credentials into a file that is deleted after the command, or into a run's private folder.</summary>
    /// <param name="settings">The settings of the command, for its environment.</param>
    /// <param name="credentials">The credentials. If there are none, no file is written.</param>
    /// <param name="authFile">The authfile in the settings, whose credentials are copied.</param>
    /// <param name="token">Cancels reading and writing the files.</param>
    /// <param name="folder">A run's private folder; null for a folder that is deleted after the command.</param>
    protected async Task<PrivateAuthFile> CredentialsAsync(
        ImageToolSettings settings,
        IReadOnlyList<RegistryCredentials> credentials,
        FilePath? authFile,
        CancellationToken token,
        string? folder = null
    )
    {
        foreach (var given in credentials)
        {
            Host.Secrets.AddLogin(given.Login);
        }

        return credentials.Count == 0
            ? PrivateAuthFile.None
            : await PrivateAuthFile.CreateAsync(credentials, AuthFiles(settings, authFile), folder, token);
    }

    protected string WorkingDirectory(ImageToolSettings settings) => settings switch
    {
        { WorkingDirectory: { } folder } => folder.MakeAbsolute(Host.Environment).FullPath,
        { NoWorkingDirectory: true } => Directory.GetCurrentDirectory(),
        _ => Host.Environment.WorkingDirectory.FullPath,
    };

    /// <summary>The files in which the program would look for credentials, in its order.</summary>
    public IReadOnlyList<string> AuthFiles(ImageToolSettings settings, FilePath? authFile) =>
        AuthFilePlaces.Of(Host, authFile?.FullPath, name => Variable(settings, name)).Files;

    private string? Variable(ImageToolSettings settings, string name)
    {
        var value = settings.EnvironmentVariables.TryGetValue(name, out var own) ? own : Host.Environment.GetEnvironmentVariable(name);
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
