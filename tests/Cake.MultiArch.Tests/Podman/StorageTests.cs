using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

public sealed class StorageTests : PodmanTest
{
    private const string Image = "localhost/web:latest";

    public StorageTests() => Fake.Version("4.3.1");

    [Fact]
    public void An_image_gets_all_its_names_in_one_call()
    {
        Fake.On("tag").Exit(0);

        Context.PodmanTag(Image, ["localhost/web:1", "localhost/web:1.4"], new PodmanTagSettings { Root = "/r" });

        Fake.Call("tag").Arguments.ShouldBe(["--root=/r", "tag", Image, "localhost/web:1", "localhost/web:1.4"]);
    }

    [Theory]
    [InlineData("localhost/UPPER")]
    [InlineData("--help")]
    [InlineData("localhost/web@sha256:2222222222222222222222222222222222222222222222222222222222222222")]
    public void A_tag_is_a_name(string name) =>
        Should.Throw<MultiArchException>(() => Context.PodmanTag(Image, name)).Problem.Id.ShouldBe("MA1406");

    [Fact]
    public void No_tag_at_all_is_refused() =>
        Should.Throw<MultiArchException>(() => Context.PodmanTag(Image, [], new PodmanTagSettings())).Problem.Id.ShouldBe("MA1406");

    [Theory]
    [InlineData(0, 1, true)]
    [InlineData(1, 0, true)]
    [InlineData(1, 1, false)]
    public void A_list_without_an_image_for_the_host_exists_too(int image, int list, bool expected)
    {
        Fake.On("image exists").Exit(image);
        Fake.On("manifest exists").Exit(list);

        Context.PodmanImageExists(Image).ShouldBe(expected);
    }

    [Fact]
    public void Whether_an_image_exists_is_not_known_when_podman_fails()
    {
        Fake.On("image exists")
            .Error(
                "Error: database storage graph driver \"vfs\" does not match our storage graph driver \"overlay\": database configuration mismatch"
            )
            .Exit(125);

        Should.Throw<MultiArchException>(() => Context.PodmanImageExists(Image)).Problem.Id.ShouldBe("MA1435");
    }

    [Fact]
    public void Lists_and_images_are_removed_each_by_their_command_A14()
    {
        Fake.On($"manifest exists {List}").Exit(0);
        Fake.On("manifest exists").Exit(1);
        Fake.On($"manifest rm {List}").Out($"Untagged: {List}").Out("Deleted: 1234");
        Fake.On("image rm").Out("Untagged: localhost/a:1").Out("Untagged: localhost/b:1").Out("Deleted: 5678");

        var removed = Context.PodmanImageRemove(
            ["localhost/a:1", List, "localhost/b:1"],
            new PodmanImageRemoveSettings
            {
                Root = "/r",
                Force = true,
                Ignore = true,
                NoPrune = true,
            }
        );

        removed.Untagged.ShouldBe([List, "localhost/a:1", "localhost/b:1"]);
        removed.Deleted.ShouldBe(["1234", "5678"]);
        Fake.Call("manifest rm").Arguments.ShouldBe(["--root=/r", "manifest", "rm", List]);
        Fake.Call("image rm")
            .Arguments.ShouldBe(["--root=/r", "image", "rm", "--force", "--ignore", "--no-prune", "localhost/a:1", "localhost/b:1"]);
    }

    [Fact]
    public void A_list_alone_is_not_given_to_the_command_for_images()
    {
        Fake.On("manifest exists").Exit(0);
        Fake.On("manifest rm").Exit(0);

        Context.PodmanImageRemove(List);

        Fake.Calls.ShouldNotContain(call => call.Line.Contains(" image rm ", StringComparison.Ordinal));
    }

    [Fact]
    public void All_is_asked_for_without_a_name()
    {
        Fake.On("image rm").Exit(0);
        Fake.On("logout").Exit(0);

        Context.PodmanImageRemove(new PodmanImageRemoveSettings { All = true });
        Context.PodmanLogout(new PodmanLogoutSettings { All = true }).ShouldBe(new PodmanLogoutResult(null, WasLoggedIn: true));

        Fake.Call("image rm").Arguments.ShouldBe(["image", "rm", "--all"]);
        Fake.Call("logout").Arguments.ShouldBe(["logout", "--all"]);
        Refused("PodmanImageRemoveSettings.All", () => Context.PodmanImageRemove(new PodmanImageRemoveSettings()));
        Refused("PodmanImageRemoveSettings.All", () => Context.PodmanImageRemove(Image, new PodmanImageRemoveSettings { All = true }));
        Refused("PodmanLogoutSettings.All", () => Context.PodmanLogout(new PodmanLogoutSettings()));
        Refused("PodmanLogoutSettings.All", () => Context.PodmanLogout("r.example.com", new PodmanLogoutSettings { All = true }));

        static void Refused(string setting, Action act) => Should.Throw<MultiArchException>(act).Problem.Where.ShouldBe(setting);
    }

    [Theory]
    [InlineData(0, "", true)]
    [InlineData(125, "Error: not logged into r.example.com", false)]
    public void Logging_out_answers_whether_there_was_a_login(int exitCode, string error, bool expected)
    {
        Fake.On("logout").Error(error).Exit(exitCode);

        Context.PodmanLogout("r.example.com", new PodmanLogoutSettings { AuthFile = "/a.json" }).WasLoggedIn.ShouldBe(expected);
        Fake.Call("logout").Arguments.ShouldBe(["logout", "--authfile=/a.json", "r.example.com"]);
    }

    [Fact]
    public void A_missing_authfile_may_hide_a_login()
    {
        Fake.On("logout").Error("Error: checking authfile: stat /a.json: no such file or directory").Exit(125);

        Should.Throw<MultiArchException>(() => Context.PodmanLogout("r.example.com")).Problem.Id.ShouldBe("MA1428");
    }

    [Fact]
    public void A_login_of_docker_that_stays_is_no_logout()
    {
        Fake.On("logout")
            .Out(
                "Not logged into r.example.com with current tool. Existing credentials were established via docker login. Please use docker logout instead."
            );

        var problem = Should.Throw<MultiArchException>(() => Context.PodmanLogout("r.example.com")).Problem;

        problem.Id.ShouldBe("MA1448");
        problem.Repair.ShouldContain("docker logout r.example.com");
    }

    [Fact]
    public void A_name_that_is_null_is_refused_as_an_empty_one_is()
    {
        Refused(() => Context.PodmanTag(null!, "localhost/x:1"));
        Refused(() => Context.PodmanImageExists(null!));
        Refused(() => Context.PodmanImageInspect((string)null!));
        Refused(() => Context.ManifestRemove(List, null!));
        Refused(() => Context.ManifestAdd(List, null!));

        static void Refused(Action act) => Should.Throw<MultiArchException>(act).Problem.Id.ShouldBe("MA1406");
    }

    [Fact]
    public void A_list_is_removed_with_what_the_settings_say_of_exit_codes()
    {
        Fake.On("manifest exists").Exit(0);
        Fake.On("manifest rm").Exit(1);

        Context.PodmanImageRemove(List, new PodmanImageRemoveSettings { HandleExitCode = code => code == 1 }).Deleted.ShouldBeEmpty();
    }
}
