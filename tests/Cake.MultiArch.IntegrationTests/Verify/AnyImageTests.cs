using System.Text;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Verify;

/// <summary>VerifyMultiArch, of images that are in a real registry already.</summary>
public sealed class AnyImageTests(BaseImages baseImages) : IAsyncLifetime
{
    private readonly TestFolder _folder = new("verify");
    private LoopbackRegistry _registry = null!;
    private HandMadeImages _images = null!;

    public async ValueTask InitializeAsync()
    {
        _registry = await baseImages.StartRegistryAsync();
        _images = new HandMadeImages(_registry, _folder);
    }

    public async ValueTask DisposeAsync()
    {
        _images.Dispose();
        await _registry.DisposeAsync();
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task A_right_image_is_found_right_and_a_layer_that_platforms_share_is_read_once()
    {
        var shared = await _images.LayerAsync(HandMadeImages.Archive("text", "hello"u8.ToArray()));
        var (amd64, arm64) = (await ImageAsync("linux/amd64", shared), await ImageAsync("linux/arm64", shared));
        var index = await _images.IndexAsync(amd64, arm64);
        using var proxy = new RegistryProxy(_registry);

        var image = (await VerifyAsync($"--image={proxy.Address}/any:v1", "--platform=linux/amd64,linux/arm64")).ShouldSucceed();

        image["reference"]!.Value<string>().ShouldBe($"{proxy.Address}/any:v1");
        image["digest"]!.Value<string>().ShouldBe(index.Digest.ToString());
        image["mediaType"]!.Value<string>().ShouldBe(MediaTypes.OciIndex);
        image["size"]!.Value<long>().ShouldBe(index.Size);
        image["platforms"]!
            .Select(platform =>
                (platform["platform"]!.Value<string>(), platform["digest"]!.Value<string>(), platform["programs"]!.Value<int>())
            )
            .ShouldBe([("linux/amd64", amd64.Digest.ToString(), 1), ("linux/arm64", arm64.Digest.ToString(), 1)]);
        proxy
            .Requests.Where(request => request.Target.Contains("/blobs/", StringComparison.Ordinal))
            .ShouldAllBe(request => request.Method == "GET");
        proxy.Requests.Select(request => request.Target).ShouldBeUnique();
        proxy.Requests.ShouldContain(request => request.Target.EndsWith(shared.Digest.ToString(), StringComparison.Ordinal));

        async Task<Descriptor> ImageAsync(Platform platform, Descriptor layer) =>
            await _images.ImageAsync(
                platform,
                [layer, await _images.LayerAsync(HandMadeImages.Archive("app", HandMadeImages.Program(platform.Architecture)))]
            );
    }

    [Fact]
    public async Task An_amd64_program_in_the_image_for_arm64_is_refused()
    {
        await _images.IndexAsync(await _images.ImageAsync("linux/amd64"), await _images.ImageAsync("linux/arm64", program: "amd64"));

        (await VerifyAsync(Any)).ShouldRefuse(
            "MA1561 linux/arm64 / linux/arm64: / has one program or library, and it is for amd64",
            "MA1561 linux/arm64 /app linux/arm64: /app is an amd64 program");
        (await VerifyAsync(Any, "--allow-foreign=/app")).ShouldSucceed()["platforms"]![1]!["allowed"]!.Value<int>().ShouldBe(1);
        (await VerifyAsync(Any, "--verify=off")).ShouldSucceed()["platforms"]![1]!["notChecked"]!
            .Value<string>()!
            .ShouldContain("--verify=off");
    }

    [Fact]
    public async Task All_that_is_wrong_with_the_documents_is_told_at_once()
    {
        var amd64 = await _images.ImageAsync("linux/amd64");
        await _images.IndexAsync(
            amd64,
            await _images.ImageAsync("linux/amd64", says: "linux/amd64", program: "amd64") with
            {
                Annotations = new Dictionary<string, string> { ["a"] = "b" },
            },
            await _images.ImageAsync("linux/arm64", says: "linux/amd64"),
            await _images.ImageAsync("linux/s390x"));

        (await VerifyAsync(Any, "--platform=linux/amd64,linux/arm64,linux/riscv64")).ShouldRefuse(
            "MA1618 linux/amd64 - linux/amd64 has 2 entries",
            "MA1618 linux/riscv64 - linux/riscv64 is missing",
            "MA1618 linux/s390x - linux/s390x",
            "MA1618 linux/arm64 - the entry linux/arm64 holds an image whose config says linux/amd64");
    }

    [Fact]
    public async Task A_configuration_of_another_size_and_an_artifact_in_the_place_of_an_image_are_refused()
    {
        var config = await _images.LayerAsync("""{"os":"linux","architecture":"amd64"}"""u8.ToArray(), MediaTypes.OciConfig);
        var layer = await _images.LayerAsync(HandMadeImages.Archive("data", [1]));
        var sized = await ManifestAsync(config with { Size = config.Size + 1 });
        var artifact = await ManifestAsync(await _images.LayerAsync("{}"u8.ToArray(), "application/vnd.example+json"));
        await _images.IndexAsync(sized with { Platform = "linux/amd64" }, artifact with { Platform = "linux/arm64" });

        (await VerifyAsync(Any)).ShouldRefuse(
            $"MA1618 linux/amd64 - the configuration {config.Digest} has {config.Size} bytes; its manifest says {config.Size + 1}",
            "MA1618 linux/arm64 - the entry linux/arm64 holds an artifact (application/vnd.example+json); an image was expected");

        Task<Descriptor> ManifestAsync(Descriptor named) => _images.DocumentAsync(new JObject
        {
            ["schemaVersion"] = 2,
            ["mediaType"] = MediaTypes.OciManifest,
            ["config"] = IndexWriter.Write(named),
            ["layers"] = new JArray(IndexWriter.Write(layer)),
        }, MediaTypes.OciManifest);
    }

    [Fact]
    public async Task A_list_of_lists_is_refused()
    {
        var inner = await _images.DocumentAsync(HandMadeImages.Index(await _images.ImageAsync("linux/arm64")), MediaTypes.OciIndex);
        await _images.IndexAsync(await _images.ImageAsync("linux/amd64"), inner with { Platform = "linux/arm64" });

        (await VerifyAsync(Any)).ShouldRefuse("MA1618 linux/arm64 - the entry linux/arm64");
    }

    [Fact]
    public async Task An_entry_whose_image_is_gone_is_refused_and_the_others_are_looked_at()
    {
        var gone = await _images.ImageAsync("linux/arm64");
        await _images.IndexAsync(await _images.ImageAsync("linux/amd64", program: "s390x"), gone);
        File.Delete(
            Path.Combine(
                _registry.DataFolder,
                "docker/registry/v2/repositories/any/_manifests/revisions/sha256",
                gone.Digest.Encoded,
                "link"
            )
        );

        (await VerifyAsync(Any)).ShouldRefuse(
            "MA1510 linux/arm64 - linux/arm64: The image is not in its registry.",
            "MA1561 linux/amd64 / ",
            "MA1561 linux/amd64 /app "
        );
    }

    [Fact]
    public async Task A_layer_that_is_missing_or_damaged_in_the_registry_is_refused()
    {
        var (missing, damaged) = (
            await _images.LayerAsync(HandMadeImages.Archive("gone", [1])),
            await _images.LayerAsync(HandMadeImages.Archive("other", [2]))
        );
        await _images.IndexAsync(
            await _images.ImageAsync("linux/amd64", [missing, damaged]),
            await _images.ImageAsync("linux/arm64", [damaged])
        );
        File.Delete(
            Path.Combine(_registry.DataFolder, "docker/registry/v2/repositories/any/_layers/sha256", missing.Digest.Encoded, "link")
        );
        await SpoilAsync(damaged);

        var found = await VerifyAsync(Any);

        found.ShouldRefuse(
            "MA1511 linux/amd64 - linux/amd64: A part of the image is not in its registry.",
            "MA1514 linux/amd64 - linux/amd64: The registry's content has another digest.",
            "MA1514 linux/arm64 - linux/arm64: The registry's content has another digest.");
        found.Image["platforms"]!.ShouldAllBe(platform => platform["notChecked"]!.Value<string>()!.Contains("A layer cannot be read."));
        (await VerifyAsync(Any, "--verify=off")).ShouldRefuse("MA1602 linux/amd64 - linux/amd64: The published image lacks a layer.");
    }

    [Fact]
    public async Task A_layer_that_is_no_archive_is_refused_and_one_that_nobody_can_read_is_not()
    {
        var broken = await _images.LayerAsync("no archive"u8.ToArray());
        var encrypted = await _images.LayerAsync("secret"u8.ToArray(), MediaTypes.OciLayerGzip + "+encrypted");
        var unknown = await _images.LayerAsync("model"u8.ToArray(), "application/vnd.example.model");
        await _images.IndexAsync(
            await _images.ImageAsync("linux/amd64", [broken]),
            await _images.ImageAsync("linux/arm64", [encrypted]),
            await _images.ImageAsync("linux/s390x", [unknown])
        );

        var found = await VerifyAsync(Any);

        found.ShouldRefuse("MA1619 linux/amd64 - linux/amd64: A layer cannot be unpacked.");
        found.Image["platforms"]!
            .Select(platform => platform["notChecked"]!.Value<string>())
            .ShouldBe([
                "Its files were not checked. A layer cannot be read.",
                $"Its files were not checked. The layer {encrypted.Digest} is encrypted, and cannot be read without its key.",
                $"Its files were not checked. The layer {unknown.Digest} has the media type application/vnd.example.model, which is not a layer of files.",
            ]);
    }

    [Fact]
    public async Task A_plain_image_is_one_platform()
    {
        var plain = $"--image={_registry.Address}/{BaseImages.Repository}:arm64";

        (await VerifyAsync(plain)).ShouldSucceed()["platforms"]!.ShouldHaveSingleItem()["platform"]!
            .Value<string>()
            .ShouldBe("linux/arm64");
        (await VerifyAsync(plain, "--platform=linux/arm64")).ShouldSucceed();
        (await VerifyAsync(plain, "--platform=linux/amd64")).ShouldRefuse(
            "MA1618 linux/arm64 - it is the image of linux/arm64; one of linux/amd64 was expected"
        );
        (await VerifyAsync(plain, "--platform=linux/amd64,linux/arm64")).ShouldRefuse(
            "MA1618 - - it is not an index but the image of one platform"
        );
    }

    [Fact]
    public async Task What_another_tool_has_attached_is_there_and_nothing_more()
    {
        var amd64 = await _images.ImageAsync("linux/amd64");
        var attestation = await _images.AttestationAsync(amd64);
        await _images.IndexAsync(amd64, attestation);

        var image = (await VerifyAsync(Any, "--platform=linux/amd64")).ShouldSucceed();

        image["attestations"]!.Value<int>().ShouldBe(1);
        image["platforms"]!.ShouldHaveSingleItem();
        File.Delete(
            Path.Combine(
                _registry.DataFolder,
                "docker/registry/v2/repositories/any/_manifests/revisions/sha256",
                attestation.Digest.Encoded,
                "link"
            )
        );
        (await VerifyAsync(Any)).ShouldRefuse("MA1510 unknown/unknown - ");
    }

    [Fact]
    public async Task An_image_that_cannot_be_read_does_not_keep_others_from_being_looked_at()
    {
        var index = await _images.IndexAsync(await _images.ImageAsync("linux/amd64"));

        var found = await VerifyAsync(
            $"--image={_registry.Address}/any:nothing",
            "--image=127.0.0.1:1/any:v1",
            $"--image={_registry.Address}/any@{index.Digest}",
            $"--image=oci:{_folder.Combine("nowhere")}"
        );

        found.Failure!.Problem.Id.ShouldBe("MA1616");
        found
            .Images.Select(image => image["defects"]!.FirstOrDefault()?["id"]!.Value<string>())
            .ShouldBe(["MA1510", "MA1501", null, "MA1603"]);
        found.Images.Select(image => image["digest"]!.Value<string>()).ShouldBe([null, null, index.Digest.ToString(), null]);
        found.Failure.Problem.Details.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Credentials_come_from_the_arguments_without_a_login()
    {
        await using var closed = await baseImages.StartRegistryAsync(new() { Username = "ci", Password = "s3cret: word" });
        var reference = $"--image={closed.Address}/{BaseImages.Repository}:1";
        var variables = new Dictionary<string, string>
        {
            ["MULTIARCH_REGISTRY_PASSWORD"] = "s3cret: word",
            ["REGISTRY_AUTH_FILE"] = _folder.Write("empty.json", "{}"),
        };

        (await VerifyAsync([reference, "--registry-username=ci"], variables)).ShouldSucceed();
        variables["MULTIARCH_REGISTRY_PASSWORD"] = "wrong";
        var found = await VerifyAsync([reference, "--registry-username=ci"], variables);
        found.ShouldRefuse("MA1508 - - The registry");
        found.Image["defects"]![0]!["message"]!.Value<string>()!.ShouldContain("--registry-username and MULTIARCH_REGISTRY_PASSWORD");
    }

    [Theory]
    [InlineData("oci", "gzip", MediaTypes.OciLayerGzip)]
    [InlineData("oci", "zstd", MediaTypes.OciLayerZstd)]
    [InlineData("v2s2", "gzip", MediaTypes.DockerLayerGzip)]
    public async Task An_image_in_any_form_that_skopeo_gives_it_is_right_and_skopeo_sees_the_same(
        string format,
        string compression,
        string layerType
    )
    {
        // Skopeo takes what a registry has already as it is.
        await using var empty = await LoopbackRegistry.StartAsync();
        var (reference, plain) = ($"{empty.Address}/copy:v1", $"dir:{_folder.Combine("plain")}");
        _ = (await SkopeoAsync(["copy", "--all", "--dest-decompress", $"oci:{baseImages.LayoutFolder}:base", plain])).Text;
        _ = (
            await SkopeoAsync([
                "copy",
                "--all",
                "--format",
                format,
                "--dest-compress-format",
                compression,
                "--dest-tls-verify=false",
                plain,
                $"docker://{reference}",
            ])
        ).Text;

        var image = (await VerifyAsync($"--image={reference}", "--platform=linux/amd64,linux/arm64,linux/s390x")).ShouldSucceed();

        var first = await new Published(empty.CreateClient(), "copy").ManifestAsync(image["platforms"]![0]!["digest"]!.Value<string>()!);
        first["layers"]!.ShouldAllBe(layer => layer["mediaType"]!.Value<string>() == layerType);
        await ShouldAgreeAsync(reference, image, compression);
        image["platforms"]!.ShouldAllBe(platform => platform["programs"]!.Value<int>() > 0);
    }

    [Fact]
    public async Task An_image_of_this_tool_and_one_of_podman_are_right_for_everybody()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var context = host.Context("site", $"FROM {host.Base}\nCOPY page /srv/page\nCMD [\"/bin/sh\"]\n", ("page", "hello"));
        (
            await host.PushAsync($"--context={context}", $"--image={host.Reference("ours")}", "--platform=linux/amd64,linux/arm64")
        ).ShouldHaveSucceeded();
        const string List = "localhost/list:1";
        _ = (await host.Store.PodmanAsync("manifest", "create", List)).Text;
        foreach (var architecture in new[] { "amd64", "arm64" })
        {
            _ = (
                await host.Store.PodmanAsync(
                    "manifest",
                    "add",
                    "--tls-verify=false",
                    List,
                    $"docker://{host.Registry.Address}/{BaseImages.Repository}:{architecture}"
                )
            ).Text;
        }

        _ = (
            await host.Store.PodmanAsync("manifest", "push", "--all", "--tls-verify=false", List, $"docker://{host.Reference("podmans")}")
        ).Text;

        foreach (var repository in new[] { "ours", "podmans" })
        {
            var image = (
                await VerifyAsync($"--image={host.Reference(repository)}", "--platform=linux/amd64,linux/arm64", "--verify=strict")
            ).ShouldSucceed();
            await ShouldAgreeAsync(host.Reference(repository), image);
        }
    }

    [Fact]
    public async Task A_layout_is_looked_at_as_a_registry_is()
    {
        var layout = _folder.Combine("layout");
        _ = (
            await SkopeoAsync([
                "copy",
                "--all",
                "--src-tls-verify=false",
                $"docker://{_registry.Address}/{BaseImages.Repository}:1",
                $"oci:{layout}:1",
            ])
        ).Text;

        var image = (await VerifyAsync($"--image=oci:{layout}:1", "--platform=linux/amd64,linux/arm64,linux/s390x")).ShouldSucceed();

        var arm64 = ImageManifest.Parse(
            await File.ReadAllBytesAsync(
                Blob(
                    layout,
                    image["platforms"]!.Single(platform => platform["platform"]!.Value<string>() == "linux/arm64")[
                        "digest"
                    ]!.Value<string>()!
                ),
                Token
            )
        );
        var layer = Blob(layout, arm64.Layers[0].Digest.ToString());
        var content = await File.ReadAllBytesAsync(layer, Token);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(layer, content, Token);
        (await VerifyAsync($"--image=oci:{layout}:1")).ShouldRefuse(
            "MA1603 linux/arm64 - linux/arm64: A file of the OCI layout is damaged."
        );
        (await OciImageTool.ValidateAsync(layout, "1")).ShouldFail();
    }

    /// <summary>
    /// The standard's own tool finds damaged and missing content as we do; what entries and images say of each other it does not compare.
    /// </summary>
    [Fact]
    public async Task The_tool_of_the_standard_refuses_what_is_damaged_too()
    {
        var damaged = await _images.LayerAsync(HandMadeImages.Archive("other", [2]));
        await _images.IndexAsync(await _images.ImageAsync("linux/amd64", [damaged]));
        var reference = $"{_registry.Address}/any:v1";
        var layout = await OciImageTool.CopyAsync(reference, _folder.Combine("before"));
        (await OciImageTool.ValidateAsync(layout, "v1")).ShouldSucceed();
        File.Delete(Blob(layout, damaged.Digest.ToString()));

        (await OciImageTool.ValidateAsync(layout, "v1")).ShouldFail();
        (await VerifyAsync($"--image=oci:{layout}:v1")).ShouldRefuse(
            "MA1603 linux/amd64 - linux/amd64: A file of the OCI layout is missing."
        );
    }

    [Fact]
    public async Task It_runs_in_Cake_and_in_a_program_where_neither_podman_nor_skopeo_nor_git_is()
    {
        await _images.IndexAsync(await _images.ImageAsync("linux/amd64"), await _images.ImageAsync("linux/arm64", program: "amd64"));
        await CakeRunner.PrepareAsync();
        var path = Directory.CreateDirectory(_folder.Combine("path")).FullName;
        var dotnet = (await TestProgram.RunAsync("sh", "-c", "readlink -f \"$(command -v dotnet)\"")).Text;
        File.CreateSymbolicLink(Path.Combine(path, "dotnet"), dotnet);
        var variables = new Dictionary<string, string?>(CakeRunner.Clean)
        {
            ["PATH"] = path,
            ["DOTNET_ROOT"] = Path.GetDirectoryName(dotnet),
        };
        var file = _folder.Combine("verified.json");
        string[] arguments =
        [
            "--target=VerifyMultiArch",
            Any,
            "--tls-verify=false",
            "--format=json",
            $"--output={file}",
            "--tags=semver",
            "--git-branch=main",
        ];

        foreach (
            var (program, words) in new (string, string[])[]
            {
                (dotnet, ["cake", CakeRunner.Script, .. arguments]),
                (Frosting.FrostingProgram.Sample, arguments),
            }
        )
        {
            File.Delete(file);
            var result = await TestProgram.RunAsync(program, words, variables);

            result.ExitCode.ShouldBe(1, result.Output + result.Error);
            result.Error.ShouldContain("Error: MA1616: ");
            result.Error.ShouldContain(": linux/arm64: /app is an amd64 program");
            JObject.Parse(await File.ReadAllTextAsync(file, Token))["images"]![0]!["defects"]!
                .Select(defect => defect["path"]!.Value<string>())
                .ShouldBe(["/", "/app"]);
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Any => $"--image={_registry.Address}/any:v1";

    private static string Blob(string layout, string digest) => Path.Combine(layout, "blobs", digest.Replace(':', '/'));

    private static Task<TestProgramResult> SkopeoAsync(IEnumerable<string> words) => TestProgram.RunAsync("skopeo", words);

    private async Task SpoilAsync(Descriptor layer)
    {
        var file = Path.Combine(
            _registry.DataFolder,
            "docker/registry/v2/blobs/sha256",
            layer.Digest.Encoded[..2],
            layer.Digest.Encoded,
            "data"
        );
        var content = await File.ReadAllBytesAsync(file);
        content[^1] ^= 1;
        await File.WriteAllBytesAsync(file, content);
    }

    /// <summary>Skopeo reads the same index, and the standard's own tool accepts what skopeo copies.</summary>
    private async Task ShouldAgreeAsync(string reference, JToken image, string compression = "gzip")
    {
        var raw = (await SkopeoAsync(["inspect", "--raw", "--tls-verify=false", $"docker://{reference}"])).Output;
        Digest.Of(Encoding.UTF8.GetBytes(raw)).ToString().ShouldBe(image["digest"]!.Value<string>());
        var entries = ImageIndex.Parse(raw).Manifests.Where(entry => !entry.IsAttestation);
        image["platforms"]!.Select(platform => $"{platform["platform"]} {platform["digest"]}")
            .ShouldBe(entries.Select(entry => $"{entry.Platform} {entry.Digest}"));
        var layout = await OciImageTool.CopyAsync(reference, _folder.Combine(Guid.NewGuid().ToString("N")));
        var validated = await OciImageTool.ValidateAsync(layout, "v1");
        if (compression == "gzip")
        {
            validated.ShouldSucceed();
        }
        else
        {
            // It is older than zstd in the specification, and refuses nothing else.
            validated.Text.ShouldContain("tar+zstd");
            validated.IsIndexRight.ShouldBeTrue(validated.Text);
        }
    }

    private Task<Verified> VerifyAsync(params string[] arguments) => VerifyAsync(arguments, []);

    private async Task<Verified> VerifyAsync(string[] arguments, Dictionary<string, string> variables)
    {
        var file = _folder.Combine("out.json");
        File.Delete(file);
        var cake = new TestCake(_folder.Path, ["--tls-verify=false", "--format=json", $"--output={file}", .. arguments], variables);
        using var run = MultiArchRun.From(cake.Context);
        MultiArchException? failure = null;
        try
        {
            await run.VerifyAsync();
        }
        catch (MultiArchException e)
        {
            failure = e;
        }

        File.Exists(_folder.Combine("artifacts/multiarch-report.json")).ShouldBeFalse();
        return new Verified(
            failure,
            File.Exists(file) ? JObject.Parse(await File.ReadAllTextAsync(file)) : throw new InvalidOperationException(failure?.Message)
        );
    }

    private sealed record Verified(MultiArchException? Failure, JObject Document)
    {
        public IReadOnlyList<JToken> Images => [.. Document["images"]!];

        public JToken Image => Images.ShouldHaveSingleItem();

        public JToken ShouldSucceed()
        {
            (Failure is null).ShouldBeTrue(Failure?.Message + Document);
            Document["succeeded"]!.Value<bool>().ShouldBeTrue();
            Image["defects"]!.ShouldBeEmpty();
            return Image;
        }

        /// <param name="defects">Identifier, platform, path and beginning of the message, a dash for what is not there.</param>
        public void ShouldRefuse(params string[] defects)
        {
            Failure.ShouldNotBeNull();
            Failure.Problem.Id.ShouldBe("MA1616");
            Document["succeeded"]!.Value<bool>().ShouldBeFalse();
            var found = Image["defects"]!
                .Select(defect => $"{defect["id"]} {Or(defect["platform"])} {Or(defect["path"])} {defect["message"]}")
                .ToList();
            found.Count.ShouldBe(defects.Length, string.Join('\n', found));
            for (var number = 0; number < defects.Length; number++)
            {
                found[number].ShouldStartWith(defects[number]);
            }

            Failure.Problem.Details.ShouldBe(
                Image["defects"]!.Select(defect => $"{Image["reference"]}: {defect["message"]}"),
                ignoreOrder: true
            );
            Image["defects"]!.ShouldAllBe(defect => defect["severity"]!.Value<string>() == "refused");
        }

        private static string Or(JToken? token) => token?.Type == JTokenType.String ? token.Value<string>()! : "-";
    }
}
