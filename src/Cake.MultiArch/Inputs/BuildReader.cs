using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman.Build;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Inputs;

/// <summary>Reads what goes into the build of each platform.</summary>
/// <param name="host">The environment, and the secrets of the run.</param>
/// <param name="inputs">The inputs of the image.</param>
/// <param name="image">The script's image; null when there is none.</param>
internal sealed class BuildReader(Host host, InputReader inputs, ImageDefinition? image)
{
    /// <summary>One entry per platform.</summary>
    /// <exception cref="MultiArchException">An input cannot be used, or names a platform that is not built.</exception>
    public IReadOnlyDictionary<Platform, BuildInputs> Read()
    {
        var buildArgs = inputs.Entries(InputTable.BuildArg).Select(ReadBuildArg).ToList();
        var annotations = inputs.Entries(InputTable.Annotation);
        var platforms = inputs.Read(InputTable.Platform);
        var wanted = platforms.Value.Distinct().ToList();
        CheckPlatforms(wanted, platforms.Origin, [.. buildArgs.Select(arg => arg.Given), .. annotations]);
        return wanted.ToDictionary(platform => platform, platform => ReadBuild(platform, buildArgs, annotations));
    }

    /// <summary>The secrets that steps can mount. Those of files have absolute paths.</summary>
    /// <exception cref="MultiArchException">A secret has no value, or two secrets have one id.</exception>
    public IReadOnlyList<BuildSecret> ReadSecrets()
    {
        var secrets = new List<BuildSecret>();
        foreach (var (secret, _, source) in inputs.Entries(InputTable.Secret))
        {
            if (secrets.Any(other => other.Id == secret.Id))
            {
                throw new MultiArchException(BuildSecretProblems.GivenTwice(source, secret.Id));
            }

            if (secret.Variable is { } variable)
            {
                host.SecretVariables.Add(variable);
            }

            _ = secret.Take(host, host.Environment.WorkingDirectory.FullPath, source);
            secrets.Add(secret.File is { } file ? secret with { File = host.FullPath(file) } : secret);
        }

        return secrets;
    }

    private BuildInputs ReadBuild(Platform platform, IReadOnlyList<BuildArg> buildArgs, IEnumerable<Given<Assignment>> annotations)
    {
        var own = image?.Overrides.GetValueOrDefault(platform);
        var inputsOfPlatform = own is null ? inputs : inputs.Under(own.Values);
        var args = new Dictionary<string, BuildArg>(StringComparer.Ordinal);
        foreach (var arg in buildArgs.OrderBy(arg => arg.Given.Origin).ThenBy(arg => arg.Platform is not null))
        {
            if (arg.Platform is null || arg.Platform == platform)
            {
                args[arg.Name] = arg;
            }
        }

        var labels = new Dictionary<string, string>(image?.Common.Labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);
        foreach (var (name, value) in own?.Labels ?? new Dictionary<string, string>())
        {
            labels[name] = value;
        }

        return new BuildInputs(
            inputsOfPlatform.Value(InputTable.Containerfile),
            inputsOfPlatform.Value(InputTable.Stage),
            args.ToDictionary(arg => arg.Key, arg => arg.Value.Value, StringComparer.Ordinal),
            args.Values.Where(arg => arg.IsOfEnvironment).Select(arg => arg.Name).ToHashSet(StringComparer.Ordinal),
            labels)
        {
            Annotations = FormReader.AnnotationsOf(platform, annotations),
        };
    }

    /// <summary>
    /// Refuses settings for a platform that is not built. A script may have some for its own platforms, where others replace these.
    /// </summary>
    private void CheckPlatforms(List<Platform> wanted, Origin origin, IReadOnlyList<Given<Assignment>> assignments)
    {
        var isReplaced = origin is Origin.Argument or Origin.Environment;
        var named = assignments
            .Where(given => given.Origin != Origin.Script || !isReplaced)
            .Select(given => given.Value.Platform)
            .OfType<Platform>()
            .Concat(isReplaced ? [] : image?.Overrides.Keys ?? []);
        if (named.FirstOrDefault(platform => !wanted.Contains(platform)) is { } unwanted)
        {
            var names = wanted.Select(platform => platform.ToString());
            throw new MultiArchException(InputProblems.PlatformNotWanted(unwanted.ToString(), [.. names]));
        }
    }

    private BuildArg ReadBuildArg(Given<Assignment> given)
    {
        var name = given.Value.Name;
        if (given.Value.Value is { } value)
        {
            return new BuildArg(given, value);
        }

        return host.SecretVariables.Contains(name)
            ? throw new MultiArchException(BuildSecretProblems.AsBuildArgument(given.Source, name))
            : host.Environment.GetEnvironmentVariable(name) is { } found
            ? new BuildArg(given, found, IsOfEnvironment: true)
            : throw new MultiArchException(InputProblems.BuildArgWithoutValue(given.Source, name));
    }

    private sealed record BuildArg(Given<Assignment> Given, string Value, bool IsOfEnvironment = false)
    {
        public Platform? Platform => Given.Value.Platform;

        public string Name => Given.Value.Name;
    }
}
