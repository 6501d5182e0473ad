using System.Globalization;
using System.Text.RegularExpressions;
using Cake.Core;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Build;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>Resolves what is wanted: the first that is set wins, argument, environment variable, the script's value, default.</summary>
internal sealed partial class SettingsReader(Host host, ICakeArguments arguments, MultiArchDefinition definition)
{
    private readonly InputReader _inputs = new(arguments, host.Environment);

    /// <exception cref="MultiArchException">An input cannot be used; the message says which.</exception>
    public MultiArchSettings Read()
    {
        var image = ChooseImage();
        var reportFolder = ReadReportFolder();
        var login = ReadGitLogin();
        var git = ReadGit(login);
        var platforms = ReadPlatforms(image);
        var given = _inputs.List(InputTable.Image);
        var tags = ReadTags(image);
        var destinations = ReadDestinations(given, image, tags);
        var name = image?.Name ?? NameOf(destinations, git);
        if (destinations.Count == 0)
        {
            destinations = [new LayoutDestination(Path.Combine(host.FullPath(InputTable.Report.Default!), "oci", name), "latest", IsDefault: true)];
        }

        // Before the build arguments: what holds a secret is none of those.
        var password = ReadPassword(InputTable.RegistryPassword);
        var secrets = ReadSecrets(image);
        var keepNewer = _inputs.Switch(InputTable.KeepNewer) ?? image?.KeepsNewer ?? false;
        var form = new FormReader(_inputs, image);
        var builds = ReadBuilds(image, platforms, form);
        var published = form.ReadForm(keepNewer);
        if (published.IsDocker && destinations.OfType<LayoutDestination>().FirstOrDefault() is { } layout)
        {
            throw new MultiArchException(FormProblems.DockerInLayout(layout.Text));
        }

        var strategy = _inputs.Word<Strategy>(InputTable.Strategy, unset: "auto");
        if (strategy == Strategy.Manifest && MultiArchSettings.Differences(builds) is { Count: > 0 } differences)
        {
            throw new MultiArchException(InputProblems.StrategyCannotDiffer(differences));
        }

        return new MultiArchSettings
        {
            Name = name,
            Platforms = platforms,
            Destinations = destinations,
            Git = git,
            GitLogin = login,
            Tags = tags,
            KeepNewer = keepNewer,
            Context = _inputs.Text(InputTable.Context) ?? image?.ContextFolder?.FullPath ?? ".",
            Builds = builds,
            Secrets = secrets,
            Strategy = strategy,
            Jobs = _inputs.Number(InputTable.Jobs),
            Isolation = _inputs.Word<PodmanIsolation>(InputTable.Isolation),
            TlsVerify = _inputs.Switch(InputTable.TlsVerify),
            NoCache = form.Reproducible || (_inputs.Switch(InputTable.NoCache) ?? false),
            Pull = _inputs.Word<PodmanPullPolicy>(InputTable.Pull, bare: PodmanPullPolicy.Always),
            Layers = _inputs.Switch(InputTable.Layers),
            CacheFrom = [.. _inputs.List(InputTable.CacheFrom).Select(value => value.Text)],
            CacheTo = [.. _inputs.List(InputTable.CacheTo).Select(value => value.Text)],
            Form = published,
            Annotations = form.Annotations(platform: null),
            Reproducible = form.Reproducible,
            SourceDateEpoch = SourceDateEpoch.Of(host.Environment),
            Verify = ReadVerify(image),
            AllowedForeign = ReadAllowed(image),
            Smoke = ReadSmoke(image),
            Binfmt = ReadBinfmt(),
            AuthFile = ReadAuthFile(),
            Login = ReadLogin(destinations, password),
            ReportFolder = reportFolder,
            Format = ReadFormat(),
            Output = ReadOutput(),
        };
    }

    /// <summary>Where the report goes: known even when something else cannot be read.</summary>
    public string ReadReportFolder() => host.FullPath(_inputs.Text(InputTable.Report) ?? InputTable.Report.Default!);

    private BinfmtSettings ReadBinfmt()
    {
        var settings = definition.NewBinfmtSettings();
        settings.Mode = _inputs.Word<BinfmtMode>(InputTable.Binfmt) ?? settings.Mode;
        return settings;
    }

    private ImageDefinition? ChooseImage()
    {
        var names = definition.Images.Select(image => image.Name).ToList();
        if (_inputs.Text(InputTable.Only) is { } only)
        {
            return definition.Images.FirstOrDefault(image => string.Equals(image.Name, only, StringComparison.OrdinalIgnoreCase))
                ?? throw new MultiArchException(InputProblems.NoSuchImage($"--{InputTable.Only.Argument}", only, names));
        }

        return names.Count > 1 ? throw new MultiArchException(InputProblems.SeveralImages(names)) : definition.Images.SingleOrDefault();
    }

    private VerifyMode ReadVerify(ImageDefinition? image) => _inputs.Word<VerifyMode>(InputTable.Verify) ?? image?.VerifyMode ?? VerifyMode.Default;

    private string? ReadAuthFile() => _inputs.Text(InputTable.AuthFile) is { } file ? host.FullPath(file) : null;

    private OutputFormat ReadFormat() => _inputs.Word<OutputFormat>(InputTable.Format) ?? OutputFormat.Text;

    private string? ReadOutput() => _inputs.Text(InputTable.Output) is { } output ? host.FullPath(output) : null;

    private List<Platform> ReadPlatforms(ImageDefinition? image) => ReadWantedPlatforms(image) ?? [.. Platform.ParseList(InputTable.Platform.Default!)];

    /// <summary>Null when nobody has said.</summary>
    private List<Platform>? ReadWantedPlatforms(ImageDefinition? image)
    {
        var given = _inputs.List(InputTable.Platform);
        return given.Count > 0
            ? [.. given.Select(value => value.Read(Platform.Parse, value.Text)).Distinct()]
            : image is { WantedPlatforms.Count: > 0 } ? [.. image.WantedPlatforms.Distinct()] : null;
    }

    private List<Destination> ReadDestinations(IReadOnlyList<InputValue> given, ImageDefinition? image, HashSet<TagRule> tags)
    {
        var values = given.Count > 0 ? given : [.. image?.Destinations.Select(text => new InputValue("PushTo", text)) ?? []];
        var parsed = values.Select(value => tags.Count == 0 ? Destination.Parse(value, host) : Destination.Parse(value, host, defaultTag: null));
        return [.. parsed.DistinctBy(destination => destination.Text)];
    }

    private HashSet<TagRule> ReadTags(ImageDefinition? image)
    {
        var given = _inputs.Words<TagRule>(InputTable.Tags);
        return given.Count > 0 ? [.. given] : [.. image?.WantedTags ?? []];
    }

    private List<PathPattern> ReadAllowed(ImageDefinition? image)
    {
        var given = _inputs.All(InputTable.AllowForeign);
        return given.Count > 0
            ? [.. given.Select(value => PathPattern.Parse(value.NotBare(InputTable.AllowForeign).Text, value.Source))]
            : [.. image?.AllowedForeign.Select(text => PathPattern.Parse(text, "AllowForeign")) ?? []];
    }

    private SmokeCommand? ReadSmoke(ImageDefinition? image)
    {
        var limit = TimeSpan.FromSeconds(_inputs.Number(InputTable.SmokeLimit) ?? int.Parse(InputTable.SmokeLimit.Default!, CultureInfo.InvariantCulture));
        return _inputs.One(InputTable.Smoke) is { } given
            ? SmokeCommand.Parse(given.NotBare(InputTable.Smoke).Text, limit, given.Source)
            : image?.SmokeTest is { } scripted ? SmokeCommand.Parse(scripted, limit, "Smoke") : null;
    }

    /// <summary>Without a defined image, the name is that of the repository published to, cloned, or worked in.</summary>
    private string NameOf(List<Destination> destinations, GitSource? git)
    {
        var text = destinations.OfType<RegistryDestination>().FirstOrDefault()?.Reference.Repository
            ?? git?.Url
            ?? host.Environment.WorkingDirectory.FullPath;
        var last = text.TrimEnd('/').Split('/', ':')[^1];
        var name = NotInNames().Replace(last.EndsWith(".git", StringComparison.Ordinal) ? last[..^4].ToLowerInvariant() : last.ToLowerInvariant(), "-").Trim('-');
        return name.Length > 0 ? name : "image";
    }

    private GitLogin ReadGitLogin() => new(ReadUsername(InputTable.GitUsername)?.Text, ReadPassword(InputTable.GitPassword));

    private GitSource? ReadGit(GitLogin login)
    {
        var url = _inputs.Text(InputTable.GitUrl);
        var (branch, commit) = (_inputs.One(InputTable.GitBranch), _inputs.One(InputTable.GitCommit));
        if (url is null)
        {
            return (branch ?? commit) is { } orphan
                ? throw new MultiArchException(InputProblems.CommitAndBranchWithoutUrl(orphan.Source))
                : null;
        }

        return new GitSource(url, branch?.NotBare(InputTable.GitBranch).Text, commit?.NotBare(InputTable.GitCommit).Text, login.Username, login.Password);
    }

    private RegistryCredentials? ReadLogin(List<Destination> destinations, string? password)
    {
        var username = ReadUsername(InputTable.RegistryUsername);
        var registries = destinations.OfType<RegistryDestination>().Select(destination => destination.Reference.Domain).Distinct().ToList();
        return (username, password) switch
        {
            (null, null) => null,
            (null, _) => throw new MultiArchException(InputProblems.CredentialsIncomplete(
                InputTable.RegistryPassword.Environment!, $"--{InputTable.RegistryUsername.Argument} or {InputTable.RegistryUsername.Environment}")),
            (_, null) => throw new MultiArchException(InputProblems.CredentialsIncomplete(username.Source, InputTable.RegistryPassword.Environment!)),
            _ when registries.Count > 1 => throw new MultiArchException(InputProblems.CredentialsForSeveralRegistries(registries)),
            _ when registries.Count == 0 => null,
            _ => new RegistryCredentials(registries[0], username.Text, password),
        };
    }

    private InputValue? ReadUsername(Input input) => _inputs.One(input)?.NotBare(input) is not { } value ? null
        : value.Text.Any(c => c == ':' || char.IsControl(c)) ? throw new MultiArchException(CredentialProblems.UsernameWithColon(value.Source))
        : value;

    /// <summary>A password without the line end of the file that the variable was filled from; it is never shown from then on.</summary>
    private string? ReadPassword(Input input)
    {
        if (_inputs.One(input)?.Text.TrimEnd('\r', '\n') is not { Length: > 0 } password)
        {
            return null;
        }

        host.Secrets.Add(password);
        host.SecretVariables.AddHolders(password, host.Environment.GetEnvironmentVariables());
        return password.IndexOfAny(['\r', '\n']) < 0 ? password : throw new MultiArchException(CredentialProblems.SeveralLines(input.Environment!));
    }

    /// <summary>The script's secrets, and the argument's, which take the place of those of the same id.</summary>
    private List<BuildSecret> ReadSecrets(ImageDefinition? image)
    {
        const string Script = "the script's Secret(…)";
        var argued = Read(_inputs.All(InputTable.Secret).Select(value => value.NotBare(InputTable.Secret)));
        var scripted = Read(image?.Secrets.Select(text => new InputValue(Script, text)) ?? []);
        return [.. scripted.ExceptBy(argued.Select(secret => secret.Id), secret => secret.Id), .. argued];

        List<BuildSecret> Read(IEnumerable<InputValue> values)
        {
            var secrets = new List<BuildSecret>();
            foreach (var value in values)
            {
                var secret = BuildSecret.Parse(value.Text, value.Source);
                if (secrets.Any(other => other.Id == secret.Id))
                {
                    throw new MultiArchException(BuildSecretProblems.GivenTwice(value.Source, secret.Id));
                }

                if (secret.Variable is { } variable)
                {
                    host.SecretVariables.Add(variable);
                }

                _ = secret.Take(host, host.Environment.WorkingDirectory.FullPath, value.Source);
                secrets.Add(secret.File is { } file ? secret with { File = host.FullPath(file) } : secret);
            }

            return secrets;
        }
    }

    private Dictionary<Platform, BuildInputs> ReadBuilds(ImageDefinition? image, List<Platform> platforms, FormReader form)
    {
        var argued = _inputs.All(InputTable.BuildArg).Select(value => ReadBuildArg(value.NotBare(InputTable.BuildArg))).ToList();

        // What the script says of a platform that an argument left out is not wanted either; what it says itself must fit.
        var byScript = _inputs.All(InputTable.Platform).Count == 0 ? image?.Overrides.Keys ?? [] : [];
        var named = argued.Select(arg => arg.Platform).OfType<Platform>().Concat(form.AnnotatedPlatforms).Concat(byScript);
        if (named.FirstOrDefault(platform => !platforms.Contains(platform)) is { } unwanted)
        {
            throw new MultiArchException(InputProblems.PlatformNotWanted(unwanted.ToString(), [.. platforms.Select(platform => platform.ToString())]));
        }

        var file = _inputs.Text(InputTable.Containerfile);
        var stage = _inputs.Text(InputTable.Stage);
        var common = image?.Common;
        return platforms.ToDictionary(platform => platform, platform =>
        {
            var own = image?.Overrides.GetValueOrDefault(platform);
            var buildArgs = Merge(
                common?.BuildArgs,
                own?.BuildArgs,
                argued.Where(arg => arg.Platform is null).Concat(argued.Where(arg => arg.Platform == platform)).Select(arg => KeyValuePair.Create(arg.Name, arg.Value)));
            return new BuildInputs(
                file ?? (own?.File ?? common?.File)?.FullPath,
                stage ?? own?.StageName ?? common?.StageName,
                buildArgs,
                argued.Where(arg => arg.IsOfEnvironment).Select(arg => arg.Name).ToHashSet(StringComparer.Ordinal),
                Merge(common?.Labels, own?.Labels))
            {
                Annotations = form.Annotations(platform),
            };
        });
    }

    private BuildArg ReadBuildArg(InputValue value)
    {
        var (platform, text) = PlatformPrefix.Split(value);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (text.Length == 0 || equals == 0)
        {
            throw new MultiArchException(InputProblems.BuildArgUnnamed(value.Source, value.Text));
        }

        return equals < 0 && host.SecretVariables.Contains(text) ? throw new MultiArchException(BuildSecretProblems.AsBuildArgument(value.Source, text))
            : equals > 0
            ? new BuildArg(platform, text[..equals], text[(equals + 1)..])
            : new BuildArg(platform, text, host.Environment.GetEnvironmentVariable(text)
                ?? throw new MultiArchException(InputProblems.BuildArgWithoutValue(value.Source, text)), IsOfEnvironment: true);
    }

    /// <summary>Later values win.</summary>
    private static Dictionary<string, string> Merge(params IEnumerable<KeyValuePair<string, string>>?[] sources)
    {
        var merged = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in sources.SelectMany(source => source ?? []))
        {
            merged[name] = value;
        }

        return merged;
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.CultureInvariant)]
    private static partial Regex NotInNames();

    private sealed record BuildArg(Platform? Platform, string Name, string Value, bool IsOfEnvironment = false);
}
