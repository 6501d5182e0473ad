using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Containerfiles;

/// <summary>Which stages podman builds, and on which platform each of them runs.</summary>
internal sealed partial class Containerfile
{
    /// <summary>
    /// The first podman that is known to resolve every variable in <c>FROM --platform=</c>. Debian's 4.3.1 resolves the build's arguments
    /// and <c>$TARGETPLATFORM</c> there. It treats <c>$BUILDPLATFORM</c> and the defaults of global arguments as empty.
    /// </summary>
    public static readonly Version ExpandsFromPlatform = new(4, 9);

    /// <summary>
    /// The first podman that keeps the platforms of stages apart. Older versions apply <c>FROM --platform=</c> of one stage to later
    /// stages without the option, which then use images of the wrong platform: https://github.com/containers/buildah/issues/4742,
    /// https://github.com/containers/buildah/pull/5971.
    /// </summary>
    public static readonly Version KeepsFromPlatformsApart = new(5, 5);

    /// <summary>Podman's name for the platform of the build host.</summary>
    private const string LocalPlatform = "local";

    /// <summary>The stages that podman builds, in order: the requested one and those that it needs.</summary>
    /// <remarks>
    /// Unknown values count as the case that needs more. A reference whose variables have no value refers to every earlier stage. A
    /// platform that cannot be read is the one that is built. A target that is not found needs all stages. The ONBUILD steps of a base
    /// image are not in the file, so they are not among the steps.
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
    /// Finds the first stage for which podman uses an image of the wrong platform, as its base or to copy from. This happens if an
    /// earlier stage has <c>--platform=</c> and this stage does not. Returns both stages; null if there is no such stage.
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

    /// <summary>
    /// The images that a stage is built on, copies from and mounts, without duplicates; null for an image whose name is unknown.
    /// </summary>
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

    /// <summary>The variables that describe the platforms, overridden by the build's arguments.</summary>
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

        // An older podman may use either platform. It is safe to assume the one that needs emulation.
        var isCertain = said.IsSimple || request.Podman >= ExpandsFromPlatform;
        return isCertain || request.Platform.Architecture == request.BuildPlatform.Architecture ? said.Platform : request.Platform;
    }

    /// <summary>The value of <c>--platform=</c>, and whether every podman reads it the same way; null if it cannot be read.</summary>
    private (Platform Platform, bool IsSimple)? ReadPlatform(Stage stage, IReadOnlyDictionary<string, string> arguments)
    {
        if (stage.BasePlatform is not { } written || Expand(written, GlobalValues(arguments)) is not { } text)
        {
            return null;
        }

        return Platform.TryParse(InFull(text, arguments), out var platform) ? (platform, IsSimple(written, arguments)) : null;
    }

    /// <summary>
    /// Completes a platform of one word, which is the host's platform or an architecture: https://github.com/containerd/platforms.
    /// </summary>
    private static string InFull(string platform, IReadOnlyDictionary<string, string> arguments)
    {
        const string Os = "linux";
        return platform.Contains('/', StringComparison.Ordinal) ? platform
            : platform == LocalPlatform || platform.Equals(Os, StringComparison.OrdinalIgnoreCase) ? arguments["BUILDPLATFORM"]
            : $"{Os}/{platform}";
    }

    /// <summary>
    /// Whether every podman resolves a part of FROM to the same text: it uses no default and no variable of the build platform.
    /// </summary>
    private bool IsSimple(string written, IReadOnlyDictionary<string, string> arguments)
    {
        var known = arguments
            .Where(argument => !argument.Key.StartsWith("BUILD", StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        return Expand(written, known) == Expand(written, GlobalValues(arguments));
    }

    /// <summary>Podman skips the stages that the target does not need since 4.3, which introduced <c>--skip-unused-stages</c>.</summary>
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
    /// The earlier stages that a name or an index can mean; every earlier stage if it is unknown. An index stands for the stage's name.
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

    /// <summary>What a stage is built on, copies from and mounts, as written. This includes images and contexts.</summary>
    /// <remarks>In COPY, a number means a stage. In a mount, it is the beginning of an image's identifier.</remarks>
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
