using Cake.MultiArch.Assemble;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Build;
using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Build;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Publish;
using Cake.MultiArch.Report;
using Cake.MultiArch.Smoke;
using Cake.MultiArch.Testing;
using Cake.MultiArch.Verify;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch.Tests.Report;

/// <summary>The report and the table are read by others: what they say of each ending is kept as an approved text.</summary>
public sealed class ReportTests : IDisposable
{
    private const string First = "registry.example.com/demo/web:1.4.2";
    private const string Second = "registry.example.org/team/web:1.4.2";

    private static readonly string[] Arguments =
    [
        $"--image={First}",
        $"--image={Second}",
        "--platform=linux/amd64,linux/arm64,linux/s390x",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("multiarch-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Success_with_two_destinations()
    {
        var run = Built(Strategy.Manifest);

        Image(run).Receipts = [Receipt(run, 0), Receipt(run, 1)];
        Approve(
            "success",
            run with
            {
                Stages =
                [
                    .. run.Stages,
                    Stage("Assemble"),
                    Stage("Push"),
                    Stage("Verify"),
                    Stage("Push"),
                    Stage("Verify"),
                    Stage("Tag"),
                    Stage("Tag"),
                ],
            }
        );
    }

    [Fact]
    public void What_was_found_in_the_images_and_how_their_smoke_test_ended()
    {
        var run = Built(Strategy.Manifest);

        Image(run).Files =
        [
            new FileReport("linux/amd64", 412, 3, []),
            new FileReport(
                "linux/arm64",
                409,
                0,
                [
                    new FileFinding(
                        "linux/arm64",
                        "/opt/tool",
                        "is an amd64 program (ELF 64-bit, x86-64)",
                        "an arm64 program",
                        IsRefused: false
                    ),
                ]
            ),
            new FileReport("linux/s390x", 0, 0, [], "Nothing is known of it."),
        ];
        Image(run).Smoke =
        [
            .. Image(run).Settings.Platforms.Select(platform => new SmokeResult(platform, 0, TimeSpan.FromSeconds(0.75), ["1.4.2"])),
        ];
        Image(run).Receipts = [Receipt(run, 0), Receipt(run, 1)];
        Approve(
            "files",
            run with
            {
                Stages =
                [
                    .. run.Stages,
                    Stage("VerifyFiles"),
                    Stage("Smoke"),
                    Stage("Assemble"),
                    Stage("Push"),
                    Stage("Verify"),
                    Stage("Push"),
                    Stage("Verify"),
                    Stage("Tag"),
                    Stage("Tag"),
                ],
            }
        );
    }

    [Fact]
    public void An_image_with_a_program_of_another_architecture_has_failed_on_its_platform_alone()
    {
        var run = Built(Strategy.Manifest);
        FileReport[] files =
        [
            new(
                "linux/arm64",
                409,
                0,
                [new FileFinding("linux/arm64", "/usr/bin/tool", "is an amd64 program", "an arm64 program", IsRefused: true)]
            ),
        ];

        (Image(run).Assembled, Image(run).Files) = (null, files);
        Approve("refused-files", run with
        {
            Stages = [.. run.Stages, Stage("VerifyFiles", ReportedStatus.Failed)],
            Failure = new MultiArchException(FileProblems.Refused("web", files)) { Platforms = ["linux/arm64"] },
        });
    }

    [Fact]
    public void Each_platform_that_was_built_by_itself_has_its_own_time_and_attempts()
    {
        var run = Built(Strategy.Separate);
        Finish(Image(run), (Platform[])["linux/arm64"]);

        var platforms = ReportBuilder.Build(run).Images[0].Platforms;

        platforms.Select(platform => platform.DurationSeconds).ShouldBe([10, 10, 11]);
        platforms.Select(platform => platform.Attempts).ShouldBe([1, 2, 1]);
        platforms.ShouldAllBe(platform => platform.Builder == "local");
    }

    [Fact]
    public void The_second_of_separate_builds_fails() => Approve("separate-failure", Failed(Strategy.Separate, "linux/arm64"));

    [Fact]
    public void One_build_of_all_platforms_fails() => Approve("manifest-failure", Failed(Strategy.Manifest, "linux/arm64"));

    [Fact]
    public void The_second_destination_fails_after_the_first_was_verified()
    {
        var run = Built(Strategy.Manifest);

        Image(run).Receipts =
        [
            Receipt(run, 0),
            new TagReceipt(Image(run).Settings.Destinations[1], Digest.Parse(DigestOf("another index")), IsOurs: false),
        ];
        Approve(
            "second-destination-failure",
            run with
            {
                Stages =
                [
                    .. run.Stages,
                    Stage("Assemble"),
                    Stage("Push"),
                    Stage("Verify"),
                    Stage("Push"),
                    Stage("Verify"),
                    Stage("Tag"),
                    Stage("Tag", ReportedStatus.Failed),
                ],
                Failure = new MultiArchException(
                    VerifyProblems.TagMoved(Second, Image(run).Assembled!.Digest, Digest.Parse(DigestOf("another index")))
                ),
            }
        );
    }

    [Fact]
    public void A_tag_that_names_something_newer_is_left_alone()
    {
        var run = Built(Strategy.Manifest);

        Image(run).Receipts =
        [
            Receipt(run, 0),
            new TagReceipt(
                Image(run).Settings.Destinations[1],
                Digest.Parse(DigestOf("newer")),
                IsOurs: false,
                "5f2d2b8b3c3cc2a1f2ad6a8ea1ea8b2f0d1c9e77"
            ),
        ];
        Approve(
            "newer-tag",
            run with
            {
                Stages =
                [
                    .. run.Stages,
                    Stage("Assemble"),
                    Stage("Push"),
                    Stage("Verify"),
                    Stage("Push"),
                    Stage("Verify"),
                    Stage("Tag"),
                    Stage("Tag", ReportedStatus.Skipped),
                ],
            }
        );
    }

    [Fact]
    public void An_input_cannot_be_used()
    {
        var failure = Should.Throw<MultiArchException>(() => Settings("--platform=linux/arm46"));

        Approve("input-failure", new RunFacts { Failure = failure, Stages = [Stage("Check", ReportedStatus.Failed)] });
    }

    [Fact]
    public void What_the_script_itself_failed_with_is_told_too()
    {
        var report = ReportBuilder.Build(new RunFacts { Failure = new InvalidOperationException("boom") });

        report.Succeeded.ShouldBeFalse();
        report.Error.ShouldBe(new ProblemDocument { Id = null, Message = "boom" });
    }

    private static string DigestOf(string text) => Digest.Of(System.Text.Encoding.UTF8.GetBytes(text)).ToString();

    private static ReportedStage Stage(string name, string status = ReportedStatus.Succeeded) => new(name, status, 1.25);

    private static MultiArchSettings Settings(params string[] arguments)
    {
        var clean = InputTable.All.Select(input => input.Environment).OfType<string>().ToDictionary(name => name, _ => string.Empty);
        var cake = new TestCake("/work", arguments, clean);
        return new SettingsReader(Host.From(cake.Context), cake.Context.Arguments, new MultiArchDefinition()).Read();
    }

    [Fact]
    public void A_platform_that_does_not_run_is_in_the_report_with_its_problem()
    {
        var run = new RunFacts
        {
            Binfmt = new BinfmtReport([
                new PlatformSupport("linux/arm64", SupportMode.Broken) { Problem = BinfmtProblems.NoPlatformNamed() },
            ]),
        };

        var support = ReportBuilder.Build(run).Binfmt!.Platforms.ShouldHaveSingleItem();

        (support.Mode, support.Problem, support.Registered).ShouldBe(("broken", "MA1217", false));
    }

    /// <summary>A run that has come as far as the plan.</summary>
    private static RunFacts Planned(Strategy strategy)
    {
        var settings = Settings(Arguments);
        var file = Containerfile.Parse("FROM registry.example.com/base:1\nRUN make\n", "/work/Containerfile");
        var version = new PodmanComponent(new Version(4, 3, 1), "4.3.1", "4.3.1", "go1.19.8", "", DateTimeOffset.UnixEpoch, "linux/amd64");
        var image = new ImageFacts(settings)
        {
            Plan = new BuildPlan(
                "web", "/work", strategy, "localhost/multiarch/web:run1", Isolation: null, Jobs: 2, KeepLayers: null,
                [.. settings.Platforms.Select(platform => new PlatformBuild(
                    platform, platform == "linux/amd64" ? BuildMode.Native : BuildMode.Emulated, file, settings.Builds[platform]))]),
        };
        return new RunFacts
        {
            Images = [image],
            Podman = new PodmanVersionInfo(version, Server: null),
            Builder = "local",
            Binfmt = new BinfmtReport([
                new PlatformSupport("linux/arm64", SupportMode.Emulated)
                {
                    Interpreter = "/usr/bin/qemu-aarch64-static",
                    Flags = "POF",
                    QemuVersion = "7.2.22",
                    Registered = true,
                },
            ]),
            Stages = [Stage("Check"), Stage("Clone", ReportedStatus.Skipped), Stage("EnsureBinfmt")],
        };
    }

    private static RunFacts Built(Strategy strategy)
    {
        var run = Planned(strategy);
        var image = Image(run);
        var built = image
            .Plan!.Builds.Select(
                (build, i) =>
                    new BuiltPlatform(
                        build.Platform,
                        build.Mode,
                        DigestOf($"config of {build.Platform}"),
                        DigestOf($"local {build.Platform}"),
                        1000 + i
                    )
                    {
                        Config = ImageConfig.Parse("{}"),
                    }
            )
            .ToList();
        var index = new ImageIndex(
            MediaTypes.OciIndex,
            [
                .. built.Select(image => new Descriptor(
                    MediaTypes.OciManifest,
                    Digest.Parse(DigestOf($"manifest of {image.Platform}")),
                    500,
                    image.Platform
                )),
            ],
            new Dictionary<string, string>()
        );
        Finish(
            image,
            strategy == Strategy.Manifest
                ? [image.Settings.Platforms]
                : [.. image.Settings.Platforms.Select(platform => new[] { platform })]
        );
        image.Built = new BuiltImage(image.Plan.ListName, built);
        image.Assembled = new AssembledImage(index, IndexWriter.Write(index), []);
        return run with { Stages = [.. run.Stages, Stage("Build")] };
    }

    /// <summary>One podman build after another, each of some platforms.</summary>
    private static void Finish(ImageFacts image, params IEnumerable<IReadOnlyList<Platform>> builds)
    {
        foreach (var (platforms, i) in builds.Select((platforms, i) => (platforms, i)))
        {
            image.Progress.Begin(platforms);
            image.Progress.Finish(platforms, TimeSpan.FromSeconds(10 + (i * 0.5)));
        }
    }

    private static ImageFacts Image(RunFacts run) => run.Images[0];

    private static RunFacts Failed(Strategy strategy, Platform platform)
    {
        var run = Planned(strategy);
        var image = Image(run);
        if (strategy == Strategy.Manifest)
        {
            image.Progress.Begin(image.Settings.Platforms);
        }
        else
        {
            Finish(image, (Platform[])["linux/amd64"]);
            image.Progress.Begin([platform]);
        }

        string[] tail = ["[linux/arm64] STEP 2/2: RUN make", "Error: building at STEP \"RUN make\": exit status 7"];
        var step = new StepLine(platform.ToString(), null, 2, 2, "RUN make");
        return run with
        {
            Failure = new MultiArchException(
                BuildProblems.StepFailed(
                    platform.ToString(),
                    step.Instruction,
                    step,
                    "/work/Containerfile:2",
                    ProcessProblems.ProgramFailed("Podman", "podman build", 7, tail),
                    tail
                ),
                7
            )
            {
                Platforms = [platform.ToString()],
            },
            Stages = [.. run.Stages, Stage("Build", ReportedStatus.Failed)],
        };
    }

    private static TagReceipt Receipt(RunFacts run, int destination) =>
        new(Image(run).Settings.Destinations[destination], Image(run).Assembled!.Digest, IsOurs: true);

    private void Approve(string name, RunFacts run)
    {
        var report = ReportBuilder.Build(run);
        var written = File.ReadAllText(new ReportWriter(Host.From(new TestCake(_folder).Context)).Write(report, _folder));
        Approved.Matches(written, $"tests/Cake.MultiArch.Tests/Report/{name}.approved.json");
        Approved.Matches(
            string.Concat(SummaryTable.Lines(report).Select(line => line + "\n")),
            $"tests/Cake.MultiArch.Tests/Report/{name}.approved.txt"
        );
    }
}
