using System.Text;
using Cake.MultiArch.Assemble;
using Cake.MultiArch.Build;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Build;
using Cake.MultiArch.Podman.Manifests;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Build;
using Cake.MultiArch.Verify;
using Cake.MultiArch.Verify.Published;

namespace Cake.MultiArch.Tests.Verify.Documents;

/// <summary>
/// Whoever looks at an index, the verdict is the same: ManifestPush, PodmanBuild, the build, the assembly and VerifyMultiArch.
/// </summary>
public sealed class IndexVerdictTests : BuilderTest
{
    private static readonly Platform Windows = new("windows", "amd64");

    private static readonly IReadOnlyDictionary<string, Func<LayoutFolder, Descriptor[]>> Right = new Dictionary<
        string,
        Func<LayoutFolder, Descriptor[]>
    >
    {
        ["two platforms"] = layout => [Image(layout, "linux/amd64"), Image(layout, "linux/arm64")],
        ["variants of one architecture"] = layout =>
            [Image(layout, "linux/arm/v6"), Image(layout, "linux/arm/v7"), Image(layout, "linux/amd64"), Image(layout, "linux/amd64/v3")],
        ["a second entry with layers compressed by zstd"] = layout =>
            [Image(layout, "linux/amd64"), Zstd(Image(layout, "linux/amd64", "zstd"))],
        ["two versions of Windows"] = layout =>
            [
                Image(layout, Windows) with
                {
                    OsVersion = "10.0.17763.6775",
                },
                Image(layout, Windows, "newer") with
                {
                    OsVersion = "10.0.20348.3091",
                },
            ],
        ["a version of Windows with and without a feature"] = layout =>
            [
                Image(layout, Windows) with
                {
                    OsVersion = "10.0.20348.3091",
                },
                Image(layout, Windows, "core") with
                {
                    OsVersion = "10.0.20348.3091",
                    OsFeatures = ["win32k"],
                },
            ],
        ["a processor with and without a feature"] = layout =>
            [Image(layout, "linux/amd64"), Image(layout, "linux/amd64", "sse4") with { Features = ["sse4"] }],
        ["an attestation of an image"] = layout => [Image(layout, "linux/amd64"), Attestation(layout, Image(layout, "linux/amd64").Digest)],
        ["an artifact beside the image"] = layout => [Image(layout, "linux/amd64"), Artifact(layout)],
    };

    private static readonly IReadOnlyDictionary<string, Func<LayoutFolder, Descriptor[]>> Wrong = new Dictionary<
        string,
        Func<LayoutFolder, Descriptor[]>
    >
    {
        ["two equal entries"] = layout =>
            [Image(layout, "linux/amd64"), Image(layout, "linux/arm64"), Image(layout, "linux/arm64", "older")],
        ["two equal entries compressed by zstd"] = layout =>
            [Image(layout, "linux/amd64"), Zstd(Image(layout, "linux/amd64", "zstd")), Zstd(Image(layout, "linux/amd64", "older"))],
        ["two equal versions of Windows"] = layout =>
            [
                Image(layout, Windows) with
                {
                    OsVersion = "10.0.17763.1",
                },
                Image(layout, Windows, "older") with
                {
                    OsVersion = "10.0.17763.1",
                },
            ],
        ["the same features in another order"] = layout =>
        [
            Image(layout, Windows) with { OsFeatures = ["win32k", "other"] },
            Image(layout, Windows, "older") with { OsFeatures = ["other", "win32k"] },
        ],
        ["an index in an index"] = layout =>
            [Image(layout, "linux/amd64"), layout.Index(Image(layout, "linux/arm64")) with { Platform = "linux/arm64" }],
        ["an entry without a platform"] = layout => [Image(layout, "linux/amd64"), Image(layout, "linux/arm64") with { Platform = null }],
        ["an attestation of nothing"] = layout => [Image(layout, "linux/amd64"), Attestation(layout, Digest.Of("gone"u8))],
        ["no image"] = layout => [Artifact(layout)],
        ["no entry"] = _ => [],
    };

    private static readonly IReadOnlyDictionary<string, Func<IndexVerdictTests, ImageIndex, Platform[], Task<string?>>> Callers =
        new Dictionary<string, Func<IndexVerdictTests, ImageIndex, Platform[], Task<string?>>>
        {
            ["MA1411"] = (_, index, _) => IdAsync(() => CheckedPush.Check(List, index)),
            ["MA1410"] = (_, index, wanted) => IdAsync(() => CheckedBuild.Check(List, index, wanted, before: null)),
            ["MA1442"] = (test, index, wanted) => test.InspectAsync(index, wanted),
            ["MA1533"] = (_, index, wanted) => IdAsync(() => Assembler.Check(index, wanted)),
            ["MA1616"] = (test, index, _) => test.VerifyAsync(index),
        };

    private readonly LayoutFolder _layout = new();

    public IndexVerdictTests() => Fake.Version("4.3.1");

    public static TheoryData<string, string> RightOnes => Matrix(Right.Keys);

    public static TheoryData<string, string> WrongOnes => Matrix(Wrong.Keys);

    [Theory]
    [MemberData(nameof(RightOnes))]
    public async Task A_right_index_is_right_everywhere(string index, string caller) =>
        (await VerdictAsync(Right[index], caller)).ShouldBeNull();

    [Theory]
    [MemberData(nameof(WrongOnes))]
    public async Task A_wrong_index_is_wrong_everywhere_with_the_problem_of_the_caller(string index, string caller) =>
        (await VerdictAsync(Wrong[index], caller)).ShouldBe(caller);

    /// <summary>Podman 4.3 drops the annotation that marks an attestation, so its lists cannot tell what the entry is.</summary>
    [Theory]
    [InlineData("MA1411", null)]
    [InlineData("MA1410", null)]
    [InlineData("MA1616", "MA1616")]
    public async Task An_attestation_without_its_mark_may_be_in_a_list_of_podmans_and_not_in_an_index_that_is_published(
        string caller,
        string? verdict
    ) =>
        (await VerdictAsync(layout => [Image(layout, "linux/amd64"), Image(layout, new Platform("unknown", "unknown"))], caller)).ShouldBe(
            verdict
        );

    [Theory]
    [InlineData("a second entry with layers compressed by zstd")]
    [InlineData("two versions of Windows")]
    public void What_is_right_can_be_built_into_and_pushed(string name)
    {
        using (_layout)
        {
            var entries = Right[name](_layout);
            Fake.On("manifest exists").Exit(0);
            Fake.On("manifest inspect").Out(Text(IndexOf(entries)));
            Fake.On("manifest push").WriteFile("--digestfile", "sha256:a11a");
            Fake.On("build").WriteFile("--iidfile", Id);

            Context
                .PodmanBuild(BuildContext(), new PodmanBuildSettings { Manifest = List, Platforms = { entries[0].Platform! } })
                .Index!.Manifests.Count.ShouldBe(2);
            Context.ManifestPush(List, "registry.example.com/web:1").Digest.ShouldBe("sha256:a11a");
        }
    }

    private static TheoryData<string, string> Matrix(IEnumerable<string> indexes)
    {
        var data = new TheoryData<string, string>();
        foreach (var index in indexes)
        {
            foreach (var caller in Callers.Keys)
            {
                data.Add(index, caller);
            }
        }

        return data;
    }

    private static Descriptor Image(LayoutFolder layout, Platform platform, string content = "content") =>
        layout.Image(platform, content: content).Manifest;

    private static Descriptor Zstd(Descriptor entry) =>
        entry with { Annotations = new Dictionary<string, string> { ["io.github.containers.compression.zstd"] = "true" } };

    private static Descriptor Attestation(LayoutFolder layout, Digest subject) => Image(layout, new Platform("unknown", "unknown")) with
    {
        Annotations = new Dictionary<string, string>
        {
            ["vnd.docker.reference.type"] = "attestation-manifest",
            ["vnd.docker.reference.digest"] = subject.ToString(),
        },
    };

    private static Descriptor Artifact(LayoutFolder layout)
    {
        const string Type = "application/spdx+json";
        var empty = layout.Blob("application/vnd.oci.empty.v1+json", "{}");
        var manifest = $$"""
            {"schemaVersion":2,"artifactType":"{{Type}}","config":{"mediaType":"{{empty.MediaType}}","digest":"{{empty.Digest}}","size":2},"layers":[]}
            """;
        return layout.Blob(MediaTypes.OciManifest, manifest) with { ArtifactType = Type };
    }

    private static async Task<string?> IdAsync(Action look)
    {
        await Task.CompletedTask;
        try
        {
            look();
            return null;
        }
        catch (MultiArchException e)
        {
            return e.Problem.Id;
        }
    }

    private async Task<string?> VerdictAsync(Func<LayoutFolder, Descriptor[]> entries, string caller)
    {
        using (_layout)
        {
            var index = IndexOf(entries(_layout));
            Platform[] wanted =
            [
                .. index.Manifests
                    .Where(entry => entry is { IsAttestation: false, MediaType: MediaTypes.OciManifest })
                    .Select(entry => entry.Platform)
                    .OfType<Platform>()
                    .DefaultIfEmpty("linux/amd64")
                    .Distinct(),
            ];
            return await Callers[caller](this, index, wanted);
        }
    }

    private static ImageIndex IndexOf(Descriptor[] entries) => new(MediaTypes.OciIndex, entries, new Dictionary<string, string>());

    private static string Text(ImageIndex index) => Encoding.UTF8.GetString(IndexWriter.Write(index));

    private async Task<string?> InspectAsync(ImageIndex index, Platform[] wanted)
    {
        Fake.On("manifest inspect").Out(Text(index));
        Fake.On("image inspect").Out(Images(wanted.Select(platform => platform.ToString())));
        var containerfile = Cake.MultiArch.Containerfiles.Containerfile.Parse("FROM scratch\n", Containerfile);
        var inputs = new BuildInputs(null, null, new Dictionary<string, string>(), new HashSet<string>(), new Dictionary<string, string>());
        var plan = new BuildPlan(
            "web",
            "/ctx",
            Strategy.Manifest,
            List,
            null,
            1,
            null,
            [.. wanted.Select(platform => new PlatformBuild(platform, BuildMode.Native, containerfile, inputs))]
        );
        var (_, defects) = await new ListInspection(Podman).InspectAsync(plan, Token);
        return defects.Count == 0 ? null : BuildProblems.ListWrong(List, defects).Id;
    }

    private async Task<string?> VerifyAsync(ImageIndex index)
    {
        _layout.Push(_layout.Blob(MediaTypes.OciIndex, Text(index)));
        using var layers = new PublishedLayers();
        var target = new PublishedTarget(_layout.Destination, null, VerifyMode.Off, []);
        var report = await new PublishedCheck(target, _layout.Folder, LayoutImage.Of(_layout.Destination), layers).CheckAsync(Token);
        return new PublishedResult([report]).Refusal?.Id;
    }
}
