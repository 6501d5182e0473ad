using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Text.RegularExpressions;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Podman;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Skopeo;

namespace Cake.MultiArch.IntegrationTests.Skopeo;

public partial class SkopeoTests(BaseImages images)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(typeof(SkopeoCopySettings))]
    [InlineData(typeof(SkopeoInspectSettings))]
    public async Task Every_flag_that_the_help_of_the_installed_skopeo_lists_has_a_property_or_a_reason(Type type)
    {
        var verb = ((SkopeoSettings)Activator.CreateInstance(type)!).Verb;

        var command = await FlagsAsync([.. verb, "--help"]);
        var global = await FlagsAsync("--help");

        command.Count.ShouldBeGreaterThan(10);
        command.Except(Known(type, isGlobal: false)).Except(global).ShouldBeEmpty();
        global.Count.ShouldBeGreaterThan(8);
        global.Except(Known(type, isGlobal: true)).ShouldBeEmpty();

        static IEnumerable<string> Known(Type type, bool isGlobal) =>
            PodmanArguments.FlagsOf(type).Where(flag => flag.IsGlobal == isGlobal).Select(flag => flag.Flag.Name)
                .Concat((isGlobal ? typeof(SkopeoSettings) : type).GetCustomAttributes<PodmanFlagLeftOutAttribute>(inherit: false).Select(flag => flag.Name));
    }

    [Fact]
    public async Task An_index_is_copied_between_two_registries_with_credentials_of_their_own()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images, new() { Username = "reader", Password = "first/w\"ord" });
        await using var mirror = await LoopbackRegistry.StartAsync(new() { Username = "writer", Password = "second/w\"ord", Tls = true });
        SkopeoCopySettings Settings(string password) => new()
        {
            All = true, SourceTlsVerify = false, DestinationCertDir = mirror.CertDir, EnvironmentVariables = { ["HOME"] = shop.Folder },
            SourceCredentials = new(shop.Registry.Address, "reader", "first/w\"ord"), DestinationCredentials = new(mirror.Address, "writer", password),
        };
        Task<SkopeoCopyResult> CopyAsync(SkopeoCopySettings settings) =>
            Client(shop).CopyAsync(shop.Base, $"{mirror.Address}/base:1", settings, line => shop.Log.Write(Core.Diagnostics.Verbosity.Normal, Core.Diagnostics.LogLevel.Information, "{0}", line.Text), Token);

        var copied = await CopyAsync(Settings("second/w\"ord"));

        copied.Destination.ShouldBe($"docker://{mirror.Address}/base:1");
        var index = await Client(shop).InspectIndexAsync($"{mirror.Address}/base@{copied.Digest}", new SkopeoInspectSettings
        {
            CertDir = mirror.CertDir, Credentials = new(mirror.Address, "writer", "second/w\"ord"),
        }, Token);
        index.Manifests.Count.ShouldBe(BaseImages.Architectures.Count);
        (await FailureAsync(CopyAsync(Settings("wrong")))).Id.ShouldBe("MA1426");
        shop.Log.Text.ShouldNotContain("w\"ord");
        Directory.EnumerateFiles(shop.Folder, "auth.json", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_image_of_a_platform_is_copied_and_one_for_another_is_not()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var registry = shop.Registry.Address;
        Task<SkopeoCopyResult> CopyAsync(string tag) => Client(shop).CopyAsync(
            $"{registry}/base:{tag}", $"{registry}/copy:1", new SkopeoCopySettings { Platform = "linux/s390x", SourceTlsVerify = false, DestinationTlsVerify = false }, onLine: null, Token);

        (await FailureAsync(CopyAsync("arm64"))).What.ShouldEndWith("is for linux/arm64, not for linux/s390x.");
        (await FailureAsync(InspectAsync(shop, "copy:1"))).Id.ShouldBe("MA1433");
        var copied = await CopyAsync("1");

        var image = await InspectAsync(shop, "copy:1");
        image.Digest.ShouldBe(copied.Digest);
        image.Platform.ShouldBe((Platform)"linux/s390x");
        image.Tags.ShouldBe(["1"]);
        image.Name.ShouldBe($"{registry}/copy");
        (await InspectAsync(shop, "base:1", "linux/arm64")).Platform.ShouldBe((Platform)"linux/arm64");
        (await FailureAsync(InspectAsync(shop, "base:arm64", "linux/amd64"))).Id.ShouldBe("MA1474");
        (await FailureAsync(InspectAsync(shop, "base:1", "linux/riscv64"))).What.ShouldBe("There is no image for linux/riscv64.");
    }

    [Fact]
    public async Task An_index_is_copied_into_a_layout_and_out_of_it()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        var layout = $"oci:{shop.Folder}/layout:1";
        var digestFile = Path.Combine(shop.Folder, "digest");

        var pulled = await Client(shop).CopyAsync(shop.Base, layout, new SkopeoCopySettings { All = true, SourceTlsVerify = false, DigestFile = digestFile }, onLine: null, Token);
        var pushed = await Client(shop).CopyAsync(layout, $"{shop.Registry.Address}/again:1", new SkopeoCopySettings { MultiArch = SkopeoMultiArch.All, PreserveDigests = true, DestinationTlsVerify = false }, onLine: null, Token);

        (await File.ReadAllTextAsync(digestFile, Token)).Trim().ShouldBe(pulled.Digest);
        pushed.Digest.ShouldBe(pulled.Digest);
        (await Client(shop).InspectAsync(layout, new SkopeoInspectSettings(), Token)).Platform.ShouldBe((Platform)"linux/amd64");
    }

    [Fact]
    public async Task A_registry_that_fails_is_told_as_with_podman()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);

        (await FailureAsync(Client(shop).InspectAsync(shop.Base, new SkopeoInspectSettings { TlsVerify = true }, Token))).Id.ShouldBe("MA1429");
        (await FailureAsync(InspectAsync(shop, "base:nosuchtag"))).Id.ShouldBe("MA1433");
        (await FailureAsync(Client(shop).InspectIndexAsync($"{shop.Registry.Address}/base:amd64", new SkopeoInspectSettings { TlsVerify = false }, Token))).Id.ShouldBe("MA1014");
        await shop.Registry.StopAsync();
        (await FailureAsync(InspectAsync(shop, "base:1"))).Id.ShouldBe("MA1431");
    }

    [Fact]
    public async Task A_copy_that_is_cancelled_on_its_way_answers_nothing()
    {
        await using var shop = await PodmanWorkshop.OpenAsync(images);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        using var cancellation = new CancellationTokenSource();

        var copying = Client(shop).CopyAsync($"{silent.LocalEndpoint}/base:1", $"dir:{shop.Folder}/copy", new SkopeoCopySettings { SourceTlsVerify = false }, onLine: null, cancellation.Token);
        using var connection = await silent.AcceptTcpClientAsync(Token);
        await cancellation.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(copying.WaitAsync(TimeSpan.FromSeconds(30), Token));
    }

    private static SkopeoClient Client(PodmanWorkshop shop) => new(shop.Host);

    private static Task<SkopeoInspection> InspectAsync(PodmanWorkshop shop, string name, Platform? platform = null) =>
        Client(shop).InspectAsync($"{shop.Registry.Address}/{name}", new SkopeoInspectSettings { Platform = platform, TlsVerify = false }, Token);

    private static async Task<Problem> FailureAsync(Task work) => (await Should.ThrowAsync<MultiArchException>(work)).Problem;

    private static async Task<IReadOnlyList<string>> FlagsAsync(params string[] arguments) =>
        [.. FlagLine().Matches((await TestProgram.RunAsync("skopeo", arguments)).Text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"^ +(?:-[a-zA-Z], )?(--[a-z0-9.-]+)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex FlagLine();
}
