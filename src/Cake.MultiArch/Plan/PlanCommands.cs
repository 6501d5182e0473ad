using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Storage;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Plan;

/// <summary>
/// The steps of a run, in order: the podman commands as the run executes them, and one line for each step that no podman command does.
/// The files of the run's own folder do not exist when a plan is printed, so the commands name the user's files in their place.
/// </summary>
/// <param name="host">Where relative paths begin.</param>
/// <param name="source">What is built, and the podman that builds it.</param>
/// <param name="plan">How it is built.</param>
internal sealed class PlanCommands(Host host, SourceBuilds source, BuildPlan plan)
{
    private const string BuildStage = "Build";

    private readonly FlagArguments _arguments = new(host.Environment.WorkingDirectory, source.Podman.Version);

    /// <summary>The source when it is a clone; null when it is the working directory.</summary>
    public ClonedSource? Clone { get; init; }

    private MultiArchSettings Wanted => source.Wanted;

    public IReadOnlyList<PlanStep> Steps() =>
    [
        .. Login(),
        .. Fetch(),
        .. Binfmt(),
        .. Build(),
        .. VerifyBuilt(),
        .. Publish(),
        new("CleanUp", $"once the index is published, Cake.MultiArch removes the list: {Podman("manifest", "rm", plan.ListName).Text}"),
    ];

    private IEnumerable<PlanStep> Login()
    {
        if (Wanted.Login is not { } login)
        {
            yield break;
        }

        var settings = new PodmanLoginSettings { Username = login.Username, AuthFile = Wanted.AuthFile, TlsVerify = Wanted.TlsVerify };
        yield return new(
            "Check",
            $"Cake.MultiArch logs in to {login.Registry} and gives each build a file with these credentials (--authfile). "
            + $"Before you paste: {Podman(settings, [], login.Registry).Text}");
    }

    private IEnumerable<PlanStep> Fetch()
    {
        if (Clone is not { } clone)
        {
            yield break;
        }

        var submodules = File.Exists(Path.Combine(clone.Folder, ".gitmodules")) ? " with its submodules" : "";
        var cleaned = Wanted.Reproducible ? ", removes .git and gives all files the same permissions" : "";
        yield return new(
            "Clone",
            $"Cake.MultiArch fetches {Quotation.Line(Wanted.Git!.Url)} at {clone.Commit}{submodules}{cleaned}. "
            + "Paste the commands in a folder with that commit");
    }

    private IEnumerable<PlanStep> Binfmt()
    {
        var platforms = source.ToRun;
        if (platforms.Count == 0 || Wanted.Binfmt.Mode == BinfmtMode.Off || source.Podman.IsRemote)
        {
            yield break;
        }

        var command = OwnCommand.Of(
            "--target=EnsureBinfmt",
            $"--{InputTable.Platform.Argument}={string.Join(',', platforms)}",
            $"--{InputTable.Binfmt.Argument}={Wanted.Binfmt.Mode.ToString().ToLowerInvariant()}");
        yield return new(
            "EnsureBinfmt",
            $"Cake.MultiArch makes this host able to run {string.Join(", ", platforms)}. Before you paste: {Line(command)}");
    }

    private IEnumerable<PlanStep> Build()
    {
        var mark = source.Podman.IsRemote ? "" : ", and an empty --secret that marks its working containers";
        var commands = new BuildCommands(Wanted, Wanted.AuthFile, build => build.Containerfile.Path);
        return
        [
            new(
                BuildStage,
                $"Cake.MultiArch gives each build TMPDIR and --iidfile in a folder of its own{mark}. The images are the same without them"),
            .. plan.Builds.Where(build => build.Copy is not null).Select(Copy).Distinct(),
            .. plan.Strategy == Strategy.Manifest ? Together(commands) : Separately(commands),
        ];
    }

    private PlanStep Copy(PlatformBuild build) => new(
        BuildStage,
        $"Cake.MultiArch gives podman a copy of {InOwnClone(build.Containerfile.Path)} with {PlanText.Changes(build.Copy!)}. "
        + "Before you paste: change the file so");

    private IEnumerable<PlanStep> Together(BuildCommands commands) =>
        commands.Shared(plan).Append(commands.Together(plan)).Select(settings => Podman(settings, [], plan.ContextFolder));

    private IEnumerable<PlanStep> Separately(BuildCommands commands) =>
    [
        .. plan.Builds.Select(build => Podman(commands.Separate(plan, build), [$"--iidfile={IdFile(build)}"], plan.ContextFolder)),
        Podman(new ManifestCreateSettings(), [], plan.ListName),
        .. plan.Builds.Select(Add),
    ];

    private string IdFile(PlatformBuild build)
    {
        var runId = plan.ListName[(plan.ListName.LastIndexOf(':') + 1)..];
        return Path.Combine(RunFolder.Parent(host), $"multiarch-{runId}-{build.Platform.FileName}.id");
    }

    /// <summary>The identifier of an image is known once it is built. The shell reads it from the file, without its algorithm.</summary>
    private PlanStep Add(PlatformBuild build)
    {
        var id = $"$(cut -d: -f2 {Quote(IdFile(build))})";
        var line = $"{Podman(BuildCommands.Entry(build.Platform), [], plan.ListName).Text} {BuildCommands.Stored(id)}";
        return new(BuildStage, line) { Command = ["sh", "-c", line] };
    }

    private IEnumerable<PlanStep> VerifyBuilt()
    {
        if (Wanted.Verify != VerifyMode.Off)
        {
            yield return new("VerifyFiles", "Cake.MultiArch looks for files of another architecture in each image");
        }

        if (Wanted.Smoke is { } smoke)
        {
            yield return new("Smoke", $"Cake.MultiArch starts a container of each image that runs {Line(smoke.Words)}");
        }
    }

    private IEnumerable<PlanStep> Publish() =>
    [
        new("Assemble", "Cake.MultiArch takes the images out of the storage of podman and writes the index"),
        .. Wanted.Destinations.Select(PlaceOf).Distinct().SelectMany(place => new PlanStep[]
        {
            new("Push", $"Cake.MultiArch stores the images and the index by digest in {place}"),
            new("Verify", $"Cake.MultiArch reads both back from {place}"),
        }),
        .. Wanted.Destinations.Select(destination => new PlanStep("Tag", $"Cake.MultiArch gives the index the name {destination.Text}")),
    ];

    private static string PlaceOf(Destination destination) => destination switch
    {
        RegistryDestination { Reference: var reference } => reference.Name,
        LayoutDestination layout => $"oci:{layout.Folder}",
        var other => other.Text,
    };

    private PlanStep Podman(PodmanSettings settings, IEnumerable<string> added, params string[] operands) =>
        Podman([.. _arguments.All(settings, added, operands).Select(InOwnClone)]);

    private PlanStep Podman(params string[] words)
    {
        string[] command = ["podman", .. words];
        return new(BuildStage, Line(command)) { Command = command };
    }

    /// <summary>A path in the run's clone, as a folder with the same commit has it.</summary>
    private string InOwnClone(string word) => Clone is null ? word : word.Replace(Clone.Folder, ".", StringComparison.Ordinal);

    private string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    /// <summary>Masked before it is quoted: quoting changes a word that has a quote in it.</summary>
    private string Quote(string word) => ShellQuote.Quote(host.Secrets.Redact(word));
}

/// <summary>One step of a run.</summary>
/// <param name="Stage">The stage of the report that does it.</param>
/// <param name="Text">The command for a shell, or what the stage does.</param>
internal sealed record PlanStep(string Stage, string Text)
{
    /// <summary>The program and its arguments; null for a step that no podman command does.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>A line for a shell, which ignores a step without a command.</summary>
    public string Line => Command is null ? $"# {Stage}: {Quotation.Sentence(Text)}" : Text;
}
