using Cake.MultiArch.Hosting;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Registries;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.IntegrationTests.Registry;

/// <summary>Asks a real podman about a registries.conf of the test's own.</summary>
public sealed class InsecureRegistriesTests : IAsyncDisposable
{
    private static readonly string[] Variables = ["CONTAINERS_REGISTRIES_CONF", "CONTAINERS_STORAGE_CONF"];

    private readonly TestFolder _folder = new("registries");
    private readonly string?[] _before = [.. Variables.Select(Environment.GetEnvironmentVariable)];

    public async ValueTask DisposeAsync()
    {
        foreach (var (name, value) in Variables.Zip(_before))
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        await _folder.DisposeAsync();
    }

    [Fact]
    public async Task What_registries_conf_calls_insecure_is_told_from_the_rest()
    {
        var registries = Registries("""
            unqualified-search-registries = ["docker.io"]

            [[registry]]
            location = "127.0.0.1:5055"
            insecure = true

            [[registry]]
            prefix = "*.example.com"
            insecure = true

            [[registry]]
            location = "secure.example.org"

            [[registry]]
            location = "mirror.example.org/team"
            insecure = true

            """);

        var answers = new Dictionary<string, bool>();
        foreach (
            var registry in new[]
            {
                "127.0.0.1:5055",
                "127.0.0.1:5056",
                "registry.example.com",
                "registry.example.com:5000",
                "example.com",
                "secure.example.org",
                "mirror.example.org",
                "docker.io",
            }
        )
        {
            answers[registry] = await registries.ContainsAsync(registry, TestContext.Current.CancellationToken);
        }

        answers.Where(answer => answer.Value).Select(answer => answer.Key)
            .ShouldBe(["127.0.0.1:5055", "registry.example.com", "registry.example.com:5000"]);
    }

    [Fact]
    public async Task A_file_that_podman_cannot_read_calls_nothing_insecure()
    {
        (await Registries("nonsense [").ContainsAsync("127.0.0.1:5055", TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    private InsecureRegistries Registries(string configuration)
    {
        Environment.SetEnvironmentVariable(Variables[0], _folder.Write("registries.conf", configuration));
        Environment.SetEnvironmentVariable(Variables[1], _folder.Write("storage.conf", $"""
            [storage]
            driver = "vfs"
            graphroot = "{_folder.Combine("root")}"
            runroot = "{_folder.Combine("run")}"

            """));
        return new InsecureRegistries(new PodmanClient(Host.From(new TestCake(_folder.Path).Context)));
    }
}
