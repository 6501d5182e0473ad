using System.Globalization;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Tests.Inputs;

/// <summary>What a test says to an input, and what comes of it.</summary>
/// <param name="Input">The row.</param>
/// <param name="Origin">Where the reader says that the value comes from.</param>
/// <param name="Show">The outcome in the settings.</param>
/// <param name="Default">The outcome when nobody says anything; a problem's id where something has to be said.</param>
/// <param name="Texts">Values for an argument or variable, with their outcomes.</param>
/// <param name="Script">Says it in a script.</param>
/// <param name="Scripted">The outcome of that.</param>
internal sealed record InputSample(
    Input Input,
    Func<InputReader, (Origin, string)> Origin,
    Func<MultiArchSettings, string?> Show,
    string? Default,
    IReadOnlyList<(string Text, string Outcome)> Texts,
    Action<MultiArchDefinition>? Script,
    string? Scripted)
{
    /// <summary>What has to be said besides, so that the input has an effect.</summary>
    public string[] Arguments { get; init; } = [];

    public Dictionary<string, string> Variables { get; init; } = [];

    public Action<MultiArchDefinition> Define { get; init; } = _ => { };
}

/// <summary>One sample per row of the table.</summary>
internal static class InputSamples
{
    private const string Registry = "registry.example.com";
    private const string Git = "https://git.example.com/web";
    private const string None = "";

    private static readonly Dictionary<string, string> RegistryPassword = new() { ["MULTIARCH_REGISTRY_PASSWORD"] = "s3cret" };

    public static IReadOnlyList<InputSample> All { get; } =
    [
        Of(InputTable.Image, settings => settings.Destinations.Select(place => place.Text),
            "oci:/src/shop/artifacts/oci/web:latest",
            [($"{Registry}/a:1", $"{Registry}/a:1"), ("oci:out,oci:/b", "oci:/src/shop/out:latest oci:/b:latest")],
            web => web.PushTo($"{Registry}/script:1"), $"{Registry}/script:1"),
        Of(InputTable.Tags, settings => settings.Tags.Order(), None, [("sha,semver", "SemVer Sha"), ("latest", "Latest")],
            web => web.Tags("branch"), "Branch"),
        Of(InputTable.KeepNewer, settings => settings.KeepNewer, "False", [("true", "True"), ("false", "False")],
            web => web.KeepNewer(), "True"),
        Of(InputTable.Platform, settings => settings.Platforms, "linux/amd64 linux/arm64",
            [("linux/s390x,linux/386", "linux/s390x linux/386"), ("linux/arm", "linux/arm/v7")],
            web => web.Platforms("linux/riscv64"), "linux/riscv64"),
        OfRun(InputTable.Only, settings => settings.Name, "MA1043", [("web", "web"), ("API", "api")], run => run.Only("job"), "job") with
        {
            Define = run =>
            {
                run.Image("web");
                run.Image("api");
                run.Image("job");
            },
        },
        OfRun(InputTable.GitUrl, settings => settings.Git?.Url, None, [(Git, Git), (Git + "2", Git + "2")],
            run => run.Git(Git + "3"), Git + "3"),
        OfRun(InputTable.GitBranch, settings => settings.Git?.Branch, None, [("main", "main"), ("v1", "v1")],
            run => run.Git(Git, branch: "script"), "script") with
        {
            Arguments = [$"--git-url={Git}"],
        },
        OfRun(InputTable.GitCommit, settings => settings.Git?.Commit, None, [("abc", "abc"), ("def", "def")],
            run => run.Git(Git, commit: "123"), "123") with
        {
            Arguments = [$"--git-url={Git}"],
        },
        OfRun(InputTable.GitUsername, settings => settings.GitLogin.Username, None, [("ci", "ci"), ("you", "you")],
            run => run.GitUsername("script"), "script"),
        OfRun(InputTable.GitPassword, settings => settings.GitLogin.Password, None, [("s3cret", "s3cret"), ("t0ken", "t0ken")]),
        Of(InputTable.Context, settings => settings.Context, ".", [("a", "a"), ("b", "b")], web => web.Context("script"), "script"),
        Of(InputTable.Containerfile, settings => settings.Builds.Values.Select(build => build.Containerfile), " ",
            [("a", "a a"), ("b", "b b")],
            web => web.Containerfile("all").For("linux/arm64", arm => arm.Containerfile("arm")), "all arm"),
        Of(InputTable.Stage, settings => settings.Builds.Values.Select(build => build.Stage), " ", [("a", "a a"), ("b", "b b")],
            web => web.Stage("all").For("linux/arm64", arm => arm.Stage("arm")), "all arm"),
        Of(InputTable.BuildArg, settings => settings.Builds.Values.SelectMany(build => build.BuildArgs), None,
            [("A=1", "[A, 1] [A, 1]"), ("A=2", "[A, 2] [A, 2]")],
            web => web.BuildArg("A", "all").For("linux/arm64", arm => arm.BuildArg("A", "arm")), "[A, all] [A, arm]"),
        Of(InputTable.Secret, settings => settings.Secrets.Select(secret => secret.Flag), None,
            [("id=a,env=TOKEN", "id=a,env=TOKEN"), ("id=a,env=OTHER", "id=a,env=OTHER")],
            web => web.SecretFromVariable("a", "SCRIPTED"), "id=a,env=SCRIPTED") with
        {
            Variables = new() { ["TOKEN"] = "t0ken", ["OTHER"] = "0ther", ["SCRIPTED"] = "scr1pted" },
        },
        Of(InputTable.Strategy, settings => settings.Strategy, None, [("separate", "Separate"), ("manifest", "Manifest")],
            web => web.Strategy("manifest"), "Manifest"),
        Of(InputTable.Jobs, settings => settings.Jobs, None, [("1", "1"), ("0", "0")], web => web.Jobs(3), "3"),
        Of(InputTable.Isolation, settings => settings.Isolation, None, [("chroot", "Chroot"), ("oci", "Oci")],
            web => web.Isolation(PodmanIsolation.Rootless), "Rootless"),
        OfRun(InputTable.TlsVerify, settings => settings.TlsVerify, None, [("true", "True"), ("false", "False")],
            run => run.TlsVerify(false), "False"),
        Of(InputTable.NoCache, settings => settings.NoCache, "False", [("true", "True"), ("false", "False")], web => web.NoCache(), "True"),
        Of(InputTable.Pull, settings => settings.Pull, None, [("always", "Always"), ("newer", "Newer")],
            web => web.Pull(PodmanPullPolicy.Never), "Never"),
        Of(InputTable.Layers, settings => settings.Layers, None, [("true", "True"), ("false", "False")], web => web.Layers(false), "False"),
        Of(InputTable.CacheFrom, settings => settings.CacheFrom, None, [("a/x,b/x", "a/x b/x"), ("c/x", "c/x")],
            web => web.CacheFrom("d/x").CacheFrom("e/x"), "d/x e/x"),
        Of(InputTable.CacheTo, settings => settings.CacheTo, None, [("a/x,b/x", "a/x b/x"), ("c/x", "c/x")],
            web => web.CacheTo("d/x", "e/x"), "d/x e/x"),
        Of(InputTable.ImageFormat, settings => settings.Form.Format, "Oci", [("v2s2", "V2s2"), ("oci", "Oci")],
            web => web.ImageFormat(ManifestFormat.V2s2), "V2s2") with
        {
            Arguments = [$"--image={Registry}/a:1"],
        },
        Of(InputTable.Compression, settings => settings.Form.Compression, None, [("gzip", "Gzip"), ("zstd:chunked", "ZstdChunked")],
            web => web.Compression(PodmanCompression.Zstd), "Zstd"),
        Of(InputTable.CompressionLevel, settings => settings.Form.CompressionLevel, None, [("1", "1"), ("2", "2")],
            web => web.Compression(PodmanCompression.Gzip, level: 3), "3"),
        Of(InputTable.Annotation, settings => settings.Annotations.Concat(settings.Builds["linux/arm64"].Annotations), None,
            [("a=1", "[a, 1]"), ("a=2", "[a, 2]")], web => web.Annotation("a", "script"), "[a, script]"),
        Of(InputTable.Reproducible, settings => settings.Reproducible, "False", [("true", "True"), ("false", "False")],
            web => web.Reproducible(), "True"),
        Of(InputTable.Verify, settings => settings.Verify, "Default", [("strict", "Strict"), ("default", "Default")],
            web => web.Verify(VerifyMode.Off), "Off"),
        Of(InputTable.AllowForeign, settings => settings.AllowedForeign.Select(pattern => pattern.Text), None,
            [("/a,b", "/a,b"), ("/b", "/b")],
            web => web.AllowForeign("/c").AllowForeign("/d"), "/c /d"),
        Of(InputTable.Smoke, settings => settings.Smoke?.Words ?? [], None, [("/a b", "/a b"), ("/b", "/b")], web => web.Smoke("/c"), "/c"),
        Of(InputTable.SmokeLimit, settings => settings.Smoke?.Limit.TotalSeconds, "300", [("1", "1"), ("60", "60")],
            web => web.SmokeLimit(TimeSpan.FromMinutes(2)), "120") with
        {
            Arguments = ["--smoke=/app"],
        },
        OfRun(InputTable.Binfmt, settings => settings.Binfmt.Mode, "Auto", [("off", "Off"), ("verify", "Verify")],
            run => run.Binfmt(BinfmtMode.Register), "Register"),
        OfRun(InputTable.AuthFile, settings => settings.AuthFile, None, [("a", "/src/shop/a"), ("/b", "/b")],
            run => run.AuthFile("c"), "/src/shop/c"),
        OfRun(InputTable.RegistryUsername, settings => settings.Login?.Username, "MA1044", [("ci", "ci"), ("you", "you")],
            run => run.RegistryUsername("script"), "script") with
        {
            Arguments = [$"--image={Registry}/a:1"],
            Variables = RegistryPassword,
        },
        OfRun(InputTable.RegistryPassword, settings => settings.Login?.Password, "MA1044", [("s3cret", "s3cret"), ("t0ken", "t0ken")]) with
        {
            Arguments = [$"--image={Registry}/a:1", "--registry-username=ci"],
        },
        OfRun(InputTable.Report, settings => settings.ReportFolder, "/src/shop/artifacts", [("a", "/src/shop/a"), ("/b", "/b")],
            run => run.Report("c"), "/src/shop/c"),
        OfRun(InputTable.Format, settings => settings.Format, "Text", [("json", "Json"), ("text", "Text")],
            run => run.Format("junit"), "JUnit"),
        OfRun(InputTable.Output, settings => settings.Output, None, [("a", "/src/shop/a"), ("/b", "/b")],
            run => run.Output("c"), "/src/shop/c"),
    ];

    public static InputSample Of(string argument) => All.Single(sample => sample.Input.Argument == argument);

    /// <summary>An input of an image.</summary>
    private static InputSample Of<T>(
        Input<T> input,
        Func<MultiArchSettings, object?> show,
        string @default,
        IReadOnlyList<(string, string)> texts,
        Action<ImageDefinition> script,
        string scripted) =>
        OfRun(input, show, @default, texts, run => script(run.Images.SingleOrDefault() ?? run.Image("web")), scripted) with
        {
            Define = run => run.Image("web"),
        };

    /// <summary>An input of the run.</summary>
    private static InputSample OfRun<T>(
        Input<T> input,
        Func<MultiArchSettings, object?> show,
        string @default,
        IReadOnlyList<(string, string)> texts,
        Action<MultiArchDefinition>? script = null,
        string? scripted = null) =>
        new(
            input,
            reader => (reader.Read(input).Origin, reader.Read(input).Source),
            settings => Text(show(settings)),
            @default,
            texts,
            script,
            scripted);

    private static string Text(object? value) => value switch
    {
        null => None,
        string text => text,
        System.Collections.IEnumerable items => string.Join(' ', items.Cast<object?>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
