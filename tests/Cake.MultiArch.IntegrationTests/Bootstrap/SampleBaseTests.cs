using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>The sample's base image as it is made where no registry is reachable, with the real podman.</summary>
public sealed class SampleBaseTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new("sample-base");
    private PodmanStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _store = await PodmanStore.CreateAsync();
        // The script calls podman by its name; here that is podman on the test's own storage.
        var podman = _folder.Write("bin/podman", $"""
            #!/bin/sh
            exec {Programs.Find("podman")} {string.Join(' ', _store.GlobalArguments)} "$@"
            """);
        File.SetUnixFileMode(podman, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task Each_platform_gets_its_own_busybox_even_when_two_runs_make_it_at_once()
    {
        var both = await Task.WhenAll(MakeAsync("linux/amd64", "linux/arm64"), MakeAsync("linux/amd64", "linux/arm64"));

        var list = both[0].ShouldSucceed().Output.Trim();
        both[1].ShouldSucceed().Output.Trim().ShouldBe(list);
        (await _store.PodmanAsync("images", "--format", "{{.Repository}}"))
            .Text.Split('\n')
            .Count(name => name == "localhost/multiarch-sample-base")
            .ShouldBe(1);

        foreach (var (platform, machine) in new[] { ("linux/amd64", "x86_64"), ("linux/arm64", "aarch64") })
        {
            var containerfile = _folder.Write("Containerfile", $"FROM {list}\nRUN echo machine $(uname -m)\n");
            (await _store.PodmanAsync("build", "--platform", platform, "--file", containerfile, _folder.Path)).Text.ShouldContain(
                $"machine {machine}"
            );
        }
    }

    [Fact]
    public async Task A_second_run_takes_what_is_there_and_other_platforms_get_another_list()
    {
        var first = (await MakeAsync("linux/amd64")).ShouldSucceed().Output;
        var images = await _store.ImageIdsAsync();

        (await MakeAsync("linux/amd64")).ShouldSucceed().Output.ShouldBe(first);
        (await _store.ImageIdsAsync()).ShouldBe(images);

        (await MakeAsync("linux/arm64", "linux/amd64")).ShouldSucceed().Output.ShouldNotBe(first);
    }

    [Theory]
    [InlineData("linux/arm/v6", "made for linux/arm/v7, not for linux/arm/v6")]
    [InlineData("linux/amd64/v3", "leave out the variant")]
    [InlineData("windows/amd64", "for Linux, not for windows/amd64")]
    public async Task A_platform_that_Debian_does_not_build_for_is_named(string platform, string sentence)
    {
        var finished = (await MakeAsync(platform)).ShouldFail();

        finished.Error.ShouldContain($"sample-base.sh: error: Debian's busybox");
        finished.Error.ShouldContain(sentence);
        (await _store.ImageIdsAsync()).ShouldBeEmpty();
    }

    private Task<Finished> MakeAsync(params string[] platforms)
    {
        var environment = Programs.Inherited();
        environment["PATH"] = $"{_folder.Combine("bin")}:{environment["PATH"]}";
        foreach (var (name, value) in _store.Environment)
        {
            environment.Remove(name);
            if (value is not null)
                environment.Add(name, value);
        }

        // The downloads are kept from run to run, as those of the sample are.
        return Programs.RunAsync(
            "/",
            environment,
            "sh",
            [Sources.PathOf("eng/sample-base.sh"), Sources.PathOf("artifacts/test-base/sample"), .. platforms]
        );
    }
}
