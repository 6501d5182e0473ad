using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Storage;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Plan;

/// <summary>
/// The commands that do what a run does, in order, to be pasted into a shell. A run keeps its clone, copies and credentials in a folder of
/// its own; the commands make one in the same place and remove it at the end. Secrets stand in them as the names of their variables.
/// </summary>
/// <param name="host">Where relative paths begin.</param>
/// <param name="source">What is wanted, and the podman that does it.</param>
/// <param name="plan">What is done.</param>
internal sealed class PlanCommands(Host host, SourceBuilds source, BuildPlan plan)
{
    private readonly FlagArguments _arguments = new(host.Environment.WorkingDirectory, source.Podman.Version);

    /// <summary>The source when it is a clone; null when it is the working directory.</summary>
    public ClonedSource? Clone { get; init; }

    /// <summary>The files of credentials that a login adds to, the first of which wins.</summary>
    public IReadOnlyList<string> AuthFiles { get; init; } = [];

    /// <summary>The commands' own folder.</summary>
    private string Folder { get; } = Path.Combine(RunFolder.Parent(host), $"multiarch-plan-{RunId(plan)}");

    private static string RunId(BuildPlan plan) => plan.ListName[(plan.ListName.IndexOf(':', StringComparison.Ordinal) + 1)..];

    private string? AuthFile => source.Wanted.Login is null ? source.Wanted.AuthFile : Path.Combine(Folder, "auth.json");

    /// <summary>Each command as its words.</summary>
    public IReadOnlyList<IReadOnlyList<string>> All() => [.. Steps(), .. CleanUp()];

    /// <summary>
    /// The commands as lines for a shell. One that fails ends them, because podman pushes an empty list with exit code 0, and what they
    /// have made is removed all the same.
    /// </summary>
    public IEnumerable<string> Lines() =>
        ["(set -e", $"trap {Quote(string.Join("; ", CleanUp().Select(Line)) + " || :")} EXIT", .. Steps().Select(Line), ")"];

    private string Line(IReadOnlyList<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>Masked before it is quoted: quoting changes a word that has a quote in it.</summary>
    private string Quote(string word) => ShellQuote.Quote(host.Secrets.Redact(word));

    private IReadOnlyList<string>[] Steps()
    {
        IReadOnlyList<string>[] steps = [.. Source(), .. Binfmt(), .. Login(), .. Copies(), .. Build(), .. Push()];
        return steps.Any(words => words.Any(word => word.Contains(Folder, StringComparison.Ordinal)))
            ?
            [
                ["mkdir", "-m", "700", Folder],
                .. steps,
            ]
            : steps;
    }

    private IEnumerable<IReadOnlyList<string>> CleanUp() => [["rm", "-rf", Folder], Podman("manifest", "rm", plan.ListName)];

    private static string[] Podman(params string[] words) => ["podman", .. words];

    private string[] Podman(PodmanSettings settings, IEnumerable<string> added, params string[] operands) =>
        Podman([.. _arguments.All(settings, added, operands).Select(InOwnClone)]);

    private static string[] Shell(string script) => ["sh", "-c", script];

    /// <summary>The path in the commands' clone for one in the run's.</summary>
    private string InOwnClone(string word) => Clone is null ? word : word.Replace(Clone.Folder, SourceFolder, StringComparison.Ordinal);

    private string SourceFolder => Path.Combine(Folder, "source");

    private IEnumerable<IReadOnlyList<string>> Source()
    {
        if (Clone is not { } clone)
        {
            yield break;
        }

        yield return ["git", "init", "--quiet", SourceFolder];
        yield return ["git", "-C", SourceFolder, "remote", "add", "origin", source.Wanted.Git!.Url];
        yield return ["git", "-C", SourceFolder, "fetch", "--quiet", "--depth=1", "origin", clone.Commit];
        yield return ["git", "-C", SourceFolder, "checkout", "--quiet", "--detach", clone.Commit];
        if (File.Exists(Path.Combine(clone.Folder, ".gitmodules")))
        {
            yield return ["git", "-C", SourceFolder, "submodule", "--quiet", "update", "--init", "--recursive"];
        }

        if (source.Wanted.Reproducible)
        {
            yield return ["rm", "-rf", Path.Combine(SourceFolder, ".git")];
            yield return ["chmod", "-R", "u=rwX,go=rX", SourceFolder];
        }
    }

    private IEnumerable<IReadOnlyList<string>> Binfmt()
    {
        var emulated = source.ToRun;
        if (emulated.Count > 0 && source.Wanted.Binfmt.Mode != MultiArch.Binfmt.BinfmtMode.Off && !source.Podman.IsRemote)
        {
            yield return OwnCommand.Of(
                "--target=EnsureBinfmt",
                $"--{InputTable.Platform.Argument}={string.Join(',', emulated)}",
                $"--{InputTable.Binfmt.Argument}={source.Wanted.Binfmt.Mode.ToString().ToLowerInvariant()}");
        }
    }

    /// <summary>Podman reads one file of credentials, so what it would have read is copied first.</summary>
    private IEnumerable<IReadOnlyList<string>> Login()
    {
        if (source.Wanted.Login is not { } login)
        {
            yield break;
        }

        if (AuthFiles.FirstOrDefault(File.Exists) is { } given)
        {
            yield return ["cp", given, AuthFile!];
        }

        var settings = new PodmanLoginSettings
        {
            Username = login.Username,
            Password = "-",
            AuthFile = AuthFile,
            TlsVerify = source.Wanted.TlsVerify,
        };
        var command = string.Join(' ', Podman(settings, [], login.Registry).Select(Quote));
        yield return Shell($"printf %s \"${InputTable.RegistryPassword.Environment}\" | {command}");
    }

    private string CopyOf(PlatformBuild build) => Path.Combine(Folder, build.CopyName);

    /// <summary>The copies that podman is given, made from the user's file.</summary>
    private IEnumerable<IReadOnlyList<string>> Copies() =>
        from build in plan.Strategy == Strategy.Manifest ? plan.Builds.Take(1) : plan.Builds
        let copy = build.Copy
        where copy is not null
        let edits = copy.Changes.SelectMany(Edits)
        let original = InOwnClone(build.Containerfile.Path)
        select Shell(
            $"LC_ALL=C sed {string.Join(' ', edits.Select(edit => $"-e {Quote(edit)}"))} {Quote(original)} > {Quote(CopyOf(build))}"
        );

    /// <remarks>https://pubs.opengroup.org/onlinepubs/9799919799/utilities/sed.html</remarks>
    private static IEnumerable<string> Edits(ChangedFrom change)
    {
        var text = change
            .Text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("&", "\\&", StringComparison.Ordinal)
            .Replace("|", "\\|", StringComparison.Ordinal);
        yield return $"{change.Line}s|.*|{text}|";
        if (change.EndLine > change.Line)
        {
            yield return $"{change.Line + 1},{change.EndLine}s|.*||";
        }
    }

    private IEnumerable<IReadOnlyList<string>> Build()
    {
        var commands = new BuildCommands(source.Wanted, AuthFile, build => build.Copy is null ? build.Containerfile.Path : CopyOf(build));
        if (plan.Strategy == Strategy.Manifest)
        {
            return [.. commands.Shared(plan).Append(commands.Together(plan)).Select(settings => Podman(settings, [], plan.ContextFolder))];
        }

        return
        [
            .. plan.Builds.Select(build => Podman(commands.Separate(plan, build), [$"--iidfile={IdFile(build)}"], plan.ContextFolder)),
            Podman("manifest", "create", plan.ListName),
            .. plan.Builds.Select(Add),
        ];
    }

    private string IdFile(PlatformBuild build) => Path.Combine(Folder, $"{build.Platform.FileName}.id");

    /// <summary>Which image it is is known when it is built; the file has its algorithm, the name has not.</summary>
    private IReadOnlyList<string> Add(PlatformBuild build)
    {
        const string Id = "ID";
        var words = Podman(BuildCommands.Entry(build.Platform), [], plan.ListName, BuildCommands.Stored(Id));
        var command = string.Join(' ', words.SkipLast(1).Select(Quote));
        return Shell($"{command} {words[^1][..^Id.Length]}$(cut -d: -f2 {Quote(IdFile(build))})");
    }

    private IEnumerable<IReadOnlyList<string>> Push()
    {
        foreach (var destination in source.Wanted.Destinations)
        {
            if (destination is LayoutDestination layout)
            {
                yield return ["mkdir", "-p", Path.GetDirectoryName(layout.Folder)!];
            }

            if (destination is LayoutDestination { IsDefault: true } replaced)
            {
                // It takes the place of the one that is there, when it is whole.
                var beside = $"{replaced.Folder}.{RunId(plan)}";
                yield return PushTo(destination, $"oci:{beside}:{replaced.Tag}");
                yield return ["rm", "-rf", replaced.Folder];
                yield return ["mv", beside, replaced.Folder];
            }
            else
            {
                yield return PushTo(destination, destination.Transport);
            }
        }
    }

    /// <summary>The nearest that podman itself can do: it publishes the same images, in a list of its own.</summary>
    private string[] PushTo(Destination destination, string transport) => Podman(
        new ManifestPushSettings
        {
            All = true,
            AuthFile = AuthFile,
            CompressionFormat = source.Wanted.Form.Compression,
            CompressionLevel = source.Wanted.Form.CompressionLevel,
            Format = source.Wanted.Form.Format,
            TlsVerify = destination is RegistryDestination ? source.Wanted.TlsVerify : null,
        },
        [],
        plan.ListName,
        transport);
}
