using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Containerfiles;

/// <summary>Which stages podman builds, and on which platform each of them runs.</summary>
internal sealed partial class Containerfile
{
    /// <summary>
    /// The first podman that is known to put every value into <c>FROM --platform=</c>. Debian's 4.3.1 knows the build's arguments and
    /// <c>$TARGETPLATFORM</c> there, and takes <c>$BUILDPLATFORM</c> and the defaults of global arguments for nothing.
    /// </summary>
    public static readonly Version ExpandsFromPlatform = new(4, 9);

    /// <summary>
    /// Before it, what <c>FROM --platform=</c> says goes on to the stages behind it that say nothing, so that they take images
    /// of the wrong platform: https://github.com/containers/buildah/issues/4742, https://github.com/containers/buildah/pull/5971.
    /// </summary>
    public static readonly Version KeepsFromPlatformsApart = new(5, 5);

    /// <summary>What podman calls the platform of the host that builds.</summary>
    private const string LocalPlatform = "local";

    /// <summary>The stages that podman builds, in order: the one that is asked for and those that it needs.</summary>
    /// <remarks>
    /// What cannot be told counts as what needs more: a reference whose variables have no value is one to every earlier stage, a platform
    /// that cannot be read is the one that is built, and a target that is not found needs all. The steps that a base image has by ONBUILD
    /// stand in no file and are not among the steps.
    /// </remarks>
    public IReadOnlyList<BuiltStage> BuiltStages(StageRequest request)
    {
        var arguments = WithPlatforms(request);
        var built = new Dictionary<int, BuiltStage>();
        foreach (var stage in NeededStages(request.Stage, arguments))
        {
            var below = BaseStage(stage, arguments) is { } named ? built.GetValueOrDefault(named.Index) : null;
            var triggers = below?.Stage.Instructions.Where(IsTriggeredRun) ?? [];
            built.Add(stage.Index, new BuiltStage(
                stage,
                below?.Root ?? stage,
                below?.Platform ?? PlatformOf(stage, request, arguments),
                [.. triggers, .. stage.Instructions.Where(instruction => instruction.Keyword == "RUN")]));
        }

        return [.. built.Values];
    }

    /// <summary>
    /// The first stage for which podman takes an image of another platform than the one that is built, as its base or to copy from, because
    /// an earlier stage says <c>--platform=</c> and it does not; with that earlier stage. Null when there is none.
    /// </summary>
    public (Stage Stage, Stage Earlier)? StrayPlatform(StageRequest request)
    {
        if (request.Podman >= KeepsFromPlatformsApart)
        {
            return null;
        }

        var arguments = WithPlatforms(request);
        Stage? speaker = null;
        foreach (var built in BuiltStages(request))
        {
            if (ReadPlatform(built.Stage, arguments) is { } said && (said.IsSimple || request.Podman >= ExpandsFromPlatform))
            {
                speaker = said.Platform == request.Platform ? null : built.Stage;
            }
            else if (
                speaker is not null
                && built.Stage.BasePlatform is null
                && built.Platform == request.Platform
                && TakesImage(built.Stage, arguments)
            )
            {
                return (built.Stage, speaker);
            }
        }

        return null;
    }

    /// <summary>The images that a stage is built on, copies from and mounts, each once; null for one whose name cannot be told.</summary>
    public IReadOnlyList<string?> Images(Stage stage, StageRequest request)
    {
        var values = GlobalValues(WithPlatforms(request));
        return
        [
            .. References(stage)
                .Select(text => Expand(text, values))
                .Where(name => name is null || (name is not ("" or Scratch) && !Referred(stage.Index, name, values).Any()))
                .Distinct(),
        ];
    }

    private bool TakesImage(Stage stage, IReadOnlyDictionary<string, string> arguments)
    {
        var values = GlobalValues(arguments);
        return References(stage)
            .Select(text => Expand(text, values))
            .Any(name => name is not (null or Scratch) && !Referred(stage.Index, name, values).Any());
    }

    /// <summary>The build's arguments with the variables that describe the platforms, unless it overrides them.</summary>
    private static Dictionary<string, string> WithPlatforms(StageRequest request)
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (prefix, platform) in new[] { ("BUILD", request.BuildPlatform), ("TARGET", request.Platform) })
        {
            arguments[$"{prefix}PLATFORM"] = platform.ToString();
            arguments[$"{prefix}OS"] = platform.Os;
            arguments[$"{prefix}ARCH"] = platform.Architecture;
            arguments[$"{prefix}VARIANT"] = platform.Variant ?? "";
        }

        foreach (var (name, value) in request.BuildArgs)
        {
            arguments[name] = value;
        }

        return arguments;
    }

    private Platform PlatformOf(Stage stage, StageRequest request, IReadOnlyDictionary<string, string> arguments)
    {
        if (ReadPlatform(stage, arguments) is not { } said)
        {
            return request.Platform;
        }

        // An older podman may take the one or the other: the one that has to be emulated is the safe one.
        var isCertain = said.IsSimple || request.Podman >= ExpandsFromPlatform;
        return isCertain || request.Platform.Architecture == request.BuildPlatform.Architecture ? said.Platform : request.Platform;
    }

    /// <summary>
    /// What <c>--platform=</c> says, and whether every podman reads it so; null when it says nothing that can be read.
    /// </summary>
    private (Platform Platform, bool IsSimple)? ReadPlatform(Stage stage, IReadOnlyDictionary<string, string> arguments)
    {
        if (stage.BasePlatform is not { } written || Expand(written, GlobalValues(arguments)) is not { } text)
        {
            return null;
        }

        return Platform.TryParse(InFull(text, arguments), out var platform) ? (platform, IsSimple(written, arguments)) : null;
    }

    /// <summary>A platform of one word is the host's, or an architecture: https://github.com/containerd/platforms.</summary>
    private static string InFull(string platform, IReadOnlyDictionary<string, string> arguments)
    {
        const string Os = "linux";
        return platform.Contains('/', StringComparison.Ordinal) ? platform
            : platform == LocalPlatform || platform.Equals(Os, StringComparison.OrdinalIgnoreCase) ? arguments["BUILDPLATFORM"]
            : $"{Os}/{platform}";
    }

    /// <summary>
    /// Whether every podman puts the same values into a part of FROM: it needs no default, and nothing of the platform that builds.
    /// </summary>
    private bool IsSimple(string written, IReadOnlyDictionary<string, string> arguments)
    {
        var known = arguments
            .Where(argument => !argument.Key.StartsWith("BUILD", StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        return Expand(written, known) == Expand(written, GlobalValues(arguments));
    }

    /// <summary>
    /// Podman skips the stages that the target does not need, since the version that brought <c>--skip-unused-stages</c>, 4.3.
    /// </summary>
    private IEnumerable<Stage> NeededStages(string? target, IReadOnlyDictionary<string, string> arguments)
    {
        var last = target is not null ? Target(target) : Stages is [.., var end] ? end : null;
        if (last is null)
        {
            return Stages;
        }

        var values = GlobalValues(arguments);
        var needed = new HashSet<int> { last.Index };
        for (var index = last.Index; index > 0; index--)
        {
            if (needed.Contains(index))
            {
                needed.UnionWith(References(Stages[index]).SelectMany(text => Referred(index, Expand(text, values), values)));
            }
        }

        return Stages.Where(stage => needed.Contains(stage.Index));
    }

    /// <summary>
    /// The earlier stages that a name or a place can mean; every one when it is not known. A place stands for the stage's name.
    /// </summary>
    private IEnumerable<int> Referred(int index, string? name, IReadOnlyDictionary<string, string> values)
    {
        var meant = Stages.FirstOrDefault(stage => PositionText(stage) == name) is { Name: { } called } ? called : name;
        return Stages
            .Take(index)
            .Where(earlier =>
                meant is null || IsCalled(earlier, meant) || (earlier.Name is { } written && Expand(written, values) == meant)
            )
            .Select(earlier => earlier.Index);
    }

    /// <summary>What a stage is built on, copies from and mounts, as it is written; images and contexts among it.</summary>
    /// <remarks>A number means a stage to COPY; to a mount it is the beginning of an image's identifier.</remarks>
    private IEnumerable<string> References(Stage stage)
    {
        const string From = "--from=", Mount = "--mount=", Field = "from=";
        yield return stage.BaseName;
        foreach (var word in stage.Instructions.Skip(1).SelectMany(Flags))
        {
            if (word.StartsWith(From, StringComparison.Ordinal))
            {
                yield return word[From.Length..];
            }
            else if (
                word.StartsWith(Mount, StringComparison.Ordinal)
                && word[Mount.Length..]
                    .Split(',')
                    .Select(field => field.Trim('"', '\''))
                    .FirstOrDefault(field => field.StartsWith(Field, StringComparison.Ordinal))
                    is { } field
                && (
                    field.AsSpan(Field.Length).ContainsAnyExceptInRange('0', '9')
                    || Stages.Any(earlier => earlier.Name == field[Field.Length..])
                )
            )
            {
                yield return field[Field.Length..];
            }
        }
    }

    private IEnumerable<string> Flags(Instruction instruction) => Words.Split(instruction.Arguments, _escape)
        .Skip(instruction.Keyword == "ONBUILD" ? 1 : 0)
        .TakeWhile(word => word.StartsWith("--", StringComparison.Ordinal));

    private bool IsTriggeredRun(Instruction instruction) =>
        instruction.Keyword == "ONBUILD"
        && Words.Split(instruction.Arguments, _escape) is [var keyword, ..]
        && keyword.Equals("RUN", StringComparison.OrdinalIgnoreCase);
}
