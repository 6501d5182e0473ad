using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Credentials;

/// <summary>Without a user name and password of its own, the run takes what podman would take.</summary>
public class OrderTests(BaseImages baseImages)
{
    private const string Username = "ci";
    private const string Password = "s3cret:of the \"registry\"";

    /// <summary>The place has the right password and those that it goes before have a wrong one.</summary>
    [Theory]
    [InlineData("--authfile")]
    [InlineData("REGISTRY_AUTH_FILE")]
    [InlineData("DOCKER_CONFIG")]
    [InlineData("runtime/containers/auth.json")]
    [InlineData("home/.config/containers/auth.json")]
    [InlineData("home/.docker/config.json")]
    public async Task The_first_place_wins(string first)
    {
        await using var host = await PrivateAsync();
        var places = new CredentialPlaces(host);
        string[] order =
        [
            "--authfile",
            "REGISTRY_AUTH_FILE",
            "DOCKER_CONFIG",
            "runtime/containers/auth.json",
            "home/.config/containers/auth.json",
            "home/.docker/config.json",
        ];
        var arguments = new List<string>();
        foreach (var place in order[Array.IndexOf(order, first)..])
        {
            var file = CredentialPlaces.Write(
                place.Contains('/') ? host.Folder.Combine(place) : host.Folder.Combine(place.Trim('-'), "config.json"),
                host.Registry.Address,
                Username,
                place == first ? Password : "wr0ng"
            );
            if (place.StartsWith("--", StringComparison.Ordinal))
            {
                arguments.Add($"{place}={file}");
            }
            else if (!place.Contains('/'))
            {
                host.Set(place, place == "DOCKER_CONFIG" ? Path.GetDirectoryName(file) : file);
            }
        }

        var result = await PushAsync(host, arguments);

        result.ShouldHaveSucceeded();
        (await new Published(host.Registry.CreateClient(), "site").PlatformsAsync()).ShouldBe(["linux/amd64"]);
        result.Log.Text.ShouldNotContain(Password);
        Directory.GetFileSystemEntries(places.Temporary).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_wrong_password_in_the_first_place_is_said_to_be_there_and_no_other_is_tried()
    {
        await using var host = await PrivateAsync();
        var places = new CredentialPlaces(host);
        places.WriteAll(host.Registry.Address, Username, Password);
        var file = CredentialPlaces.Write(host.Folder.Combine("named.json"), host.Registry.Address, Username, "wr0ng");

        var result = await PushAsync(host, [$"--authfile={file}"]);

        var problem = result.ShouldHaveFailed("MA1508");
        problem.What.ShouldBe($"The registry {host.Registry.Address} refuses the credentials.");
        problem.Why.ShouldContain($"credentials of {Username} from {file}");
        problem.ToString().ShouldNotContain("wr0ng");
        result.Failure!.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task A_users_helper_is_asked_as_Docker_asks_it()
    {
        await using var host = await PrivateAsync();
        var places = new CredentialPlaces(host);
        CredentialPlaces.Write(places.Docker, new JObject { ["credHelpers"] = new JObject { [host.Registry.Address] = "multiarch-test" } });
        Helper(host, $$"""
            read server
            test "$1 $server" = "get {{host.Registry.Address}}" || exit 1
            cat <<'E'
            {{new JObject { ["ServerURL"] = host.Registry.Address, ["Username"] = Username, ["Secret"] = Password }}}
            E
            """);

        var result = await PushAsync(host, []);

        result.ShouldHaveSucceeded();
        (await new Published(host.Registry.CreateClient(), "site").PlatformsAsync()).ShouldBe(["linux/amd64"]);
        result.Log.Text.ShouldNotContain(Password);
    }

    [Fact]
    public async Task A_helper_that_fails_is_named()
    {
        await using var host = await PrivateAsync();
        var places = new CredentialPlaces(host);
        CredentialPlaces.Write(places.Docker, new JObject { ["credHelpers"] = new JObject { [host.Registry.Address] = "multiarch-test" } });
        Helper(host, "echo 'the keyring is locked' >&2; exit 3");

        var problem = (await PushAsync(host, [])).ShouldHaveFailed("MA1518");

        problem.What.ShouldContain("docker-credential-multiarch-test");
        problem.Why.ShouldContain("exit code 3");
        problem.Details.ShouldContain("the keyring is locked");
    }

    /// <summary>A password of the run's own goes beside what the user has: the base image is in a registry of theirs.</summary>
    [Fact]
    public async Task A_login_of_the_runs_own_leaves_the_users_other_registries_open()
    {
        await using var host = await PrivateAsync();
        await using var destination = await LoopbackRegistry.StartAsync(new() { Username = "publisher", Password = "an0ther" });
        var places = new CredentialPlaces(host);
        CredentialPlaces.Write(places.Runtime, host.Registry.Address, Username, Password);
        CredentialPlaces.Write(places.Config, $"{destination.Address}/team", "publisher", "wr0ng");
        CredentialPlaces.Write(places.Docker, destination.Address, "publisher", "wr0ng");
        host.Set("MULTIARCH_REGISTRY_USERNAME", "publisher");
        host.Set("MULTIARCH_REGISTRY_PASSWORD", "an0ther");
        var context = host.Context("site", $"FROM {host.Base}\nCOPY Containerfile /here\n");

        var result = await host.PushAsync($"--context={context}", $"--image={destination.Address}/team/site:v1");

        result.ShouldHaveSucceeded();
        (await new Published(destination.CreateClient(), "team/site").PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
    }

    private Task<PipelineHost> PrivateAsync() => PipelineHost.CreateAsync(baseImages, new() { Username = Username, Password = Password });

    private static Task<PipelineResult> PushAsync(PipelineHost host, IEnumerable<string> arguments) =>
        host.PushAsync([
            $"--context={host.Context("site", "FROM scratch\nCOPY Containerfile /here\n")}",
            $"--image={host.Reference("site")}",
            "--platform=linux/amd64",
            .. arguments,
        ]);

    private static void Helper(PipelineHost host, string script)
    {
        var program = host.Folder.Write("bin/docker-credential-multiarch-test", $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        host.Set("PATH", $"{Path.GetDirectoryName(program)}:{Environment.GetEnvironmentVariable("PATH")}");
    }
}
