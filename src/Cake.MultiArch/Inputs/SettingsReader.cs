using System.Text.RegularExpressions;
using Cake.Core;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>Reads what is wanted, and checks that the inputs go together.</summary>
internal sealed partial class SettingsReader(Host host, ICakeArguments arguments, MultiArchDefinition definition)
{
    /// <summary>The inputs of the run, without what the script says about an image.</summary>
    private readonly InputReader _run = new(arguments, host.Environment, definition.Values);

    /// <exception cref="MultiArchException">An input cannot be used; the message says which.</exception>
    public MultiArchSettings Read()
    {
        var image = ChooseImage();
        var inputs = Of(image);
        var reportFolder = ReadReportFolder();
        var gitLogin = ReadGitLogin();
        var git = ReadGit(gitLogin);
        var tags = inputs.Value(InputTable.Tags).ToHashSet();
        var destinations = ReadDestinations(inputs.Read(InputTable.Image), isTagOpen: tags.Count > 0);
        var name = image?.Name ?? NameOf(destinations, git);
        if (destinations.Count == 0)
        {
            destinations = [DefaultDestination(name)];
        }

        // Before the build arguments: a variable that holds a secret must not be one.
        var password = ReadPassword(InputTable.RegistryPassword);
        var builds = new BuildReader(host, inputs, image);
        var secrets = builds.ReadSecrets();
        var form = new FormReader(inputs);
        var settings = new MultiArchSettings(inputs)
        {
            Name = name,
            Destinations = destinations,
            Git = git,
            GitLogin = gitLogin,
            Tags = tags,
            Builds = builds.Read(),
            Secrets = secrets,
            Form = form.Read(),
            Annotations = form.Annotations,
            SourceDateEpoch = SourceDateEpoch.Of(host.Environment),
            Smoke = ReadSmoke(inputs),
            Binfmt = ReadBinfmt(),
            AuthFile = ReadPath(InputTable.AuthFile),
            Login = ReadLogin(destinations, password),
            ReportFolder = reportFolder,
            Output = ReadPath(InputTable.Output),
        };
        Check(settings);
        return settings;
    }

    /// <summary>The folder for the report, which is known even when another input cannot be read.</summary>
    public string ReadReportFolder() => host.FullPath(_run.Value(InputTable.Report));

    private static void Check(MultiArchSettings settings)
    {
        if (settings.Form.IsDocker && settings.Destinations.OfType<LayoutDestination>().FirstOrDefault() is { } layout)
        {
            throw new MultiArchException(FormProblems.DockerInLayout(layout.Text));
        }

        if (settings.Strategy == Strategy.Manifest && MultiArchSettings.Differences(settings.Builds) is { Count: > 0 } differences)
        {
            throw new MultiArchException(InputProblems.StrategyCannotDiffer(differences));
        }
    }

    private InputReader Of(ImageDefinition? image) => image is null ? _run : _run.Under(image.Values);

    private ImageDefinition? ChooseImage()
    {
        var names = definition.Images.Select(image => image.Name).ToList();
        var only = _run.Read(InputTable.Only);
        if (only.Value is { } name)
        {
            return definition.Images.FirstOrDefault(image => string.Equals(image.Name, name, StringComparison.OrdinalIgnoreCase))
                ?? throw new MultiArchException(InputProblems.NoSuchImage(only.Source, name, names));
        }

        return names.Count > 1 ? throw new MultiArchException(InputProblems.SeveralImages(names)) : definition.Images.SingleOrDefault();
    }

    private string? ReadPath(Input<string?> input) => _run.Value(input) is { } path ? host.FullPath(path) : null;

    private BinfmtSettings ReadBinfmt()
    {
        var settings = definition.NewBinfmtSettings();
        settings.Mode = _run.Value(InputTable.Binfmt);
        return settings;
    }

    private List<Destination> ReadDestinations(Given<IReadOnlyList<string>> given, bool isTagOpen) =>
    [
        .. given.Value
            .Select(text => Destination.Parse(new InputValue(given.Source, text), host, isTagOpen ? null : Destination.DefaultTag))
            .DistinctBy(destination => destination.Text),
    ];

    private LayoutDestination DefaultDestination(string name) =>
        new(Path.Combine(host.FullPath(InputTable.Report.DefaultValue), "oci", name), Destination.DefaultTag, IsDefault: true);

    private static SmokeCommand? ReadSmoke(InputReader inputs)
    {
        var command = inputs.Read(InputTable.Smoke);
        return command.Value is { } text ? SmokeCommand.Parse(text, inputs.Value(InputTable.SmokeLimit), command.Source) : null;
    }

    /// <summary>Without a defined image, the name is that of the repository that is published to, cloned, or worked in.</summary>
    private string NameOf(List<Destination> destinations, GitSource? git)
    {
        var text = destinations.OfType<RegistryDestination>().FirstOrDefault()?.Reference.Repository
            ?? git?.Url
            ?? host.Environment.WorkingDirectory.FullPath;
        var last = text.TrimEnd('/').Split('/', ':')[^1];
        var repository = last.EndsWith(".git", StringComparison.Ordinal) ? last[..^4] : last;
        var name = NotInNames().Replace(repository.ToLowerInvariant(), "-").Trim('-');
        return name.Length > 0 ? name : "image";
    }

    private GitLogin ReadGitLogin() => new(_run.Value(InputTable.GitUsername), ReadPassword(InputTable.GitPassword));

    private GitSource? ReadGit(GitLogin login)
    {
        var (branch, commit) = (_run.Read(InputTable.GitBranch), _run.Read(InputTable.GitCommit));
        if (_run.Value(InputTable.GitUrl) is { } url)
        {
            return new GitSource(url, branch.Value, commit.Value, login.Username, login.Password);
        }

        return new[] { branch, commit }.FirstOrDefault(given => !given.IsDefault) is { } orphan
            ? throw new MultiArchException(InputProblems.CommitAndBranchWithoutUrl(orphan.Source))
            : null;
    }

    private RegistryCredentials? ReadLogin(List<Destination> destinations, string? password)
    {
        var username = _run.Read(InputTable.RegistryUsername);
        var registries = destinations.OfType<RegistryDestination>().Select(destination => destination.Reference.Domain).Distinct().ToList();
        return (username.Value, password) switch
        {
            (null, null) => null,
            (null, _) => throw new MultiArchException(InputProblems.CredentialsIncomplete(
                InputTable.RegistryPassword.Environment,
                $"--{InputTable.RegistryUsername.Argument} or {InputTable.RegistryUsername.Environment}")),
            (_, null) => throw new MultiArchException(InputProblems.CredentialsIncomplete(
                username.Source, InputTable.RegistryPassword.Environment)),
            _ when registries.Count > 1 => throw new MultiArchException(InputProblems.CredentialsForSeveralRegistries(registries)),
            _ when registries.Count == 0 => null,
            _ => new RegistryCredentials(registries[0], username.Value, password),
        };
    }

    /// <summary>
    /// A password without the line end of the file that the variable was filled from. From here on it is removed from all output.
    /// </summary>
    private string? ReadPassword(Input<string?> input)
    {
        if (_run.Value(input)?.TrimEnd('\r', '\n') is not { Length: > 0 } password)
        {
            return null;
        }

        host.Secrets.Add(password);
        host.SecretVariables.AddHolders(password, host.Environment.GetEnvironmentVariables());
        return password.IndexOfAny(['\r', '\n']) < 0
            ? password
            : throw new MultiArchException(CredentialProblems.SeveralLines(input.Environment));
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotInNames();
}
