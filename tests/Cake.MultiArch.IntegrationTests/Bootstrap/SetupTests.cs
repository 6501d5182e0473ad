namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>The programs that a target needs: what is said when one is missing, and what --setup installs.</summary>
public class SetupTests
{
    private const string TestPackages =
        "skopeo oci-image-tool docker-registry gcc shellcheck busybox dash groovy libcap2-bin perl git-lfs dnf rpm createrepo-c";

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task A_missing_program_is_named_with_its_use_and_the_commands_and_nothing_else_is_done(string shell)
    {
        await using var checkout = new Checkout(shell);
        checkout.AddPackageManager("apt-get");

        var finished = (await checkout.BuildAsync("--target=PushMultiArch")).ShouldFail();

        finished.Error.ShouldBe("""
            build.sh: error: podman is missing: it builds the images and makes the index.
            build.sh: Install with:  ./build.sh --setup --target=PushMultiArch
            build.sh: or by hand:    apt-get install -y podman

            """);
        finished.Output.ShouldBeEmpty();
        checkout.Calls("dotnet").ShouldBeEmpty();
        checkout.Calls("packages").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("--target=PushMultiArch")]
    [InlineData("--target=buildmultiarch")]
    [InlineData("--target=EnsureBinfmt")]
    [InlineData("--target", "DoctorMultiArch")]
    [InlineData("--target=CleanMultiArch")]
    public async Task Every_target_that_works_on_images_needs_podman(params string[] arguments)
    {
        await using var checkout = new Checkout();

        (await checkout.BuildAsync(arguments)).ShouldFail().Error.ShouldContain("podman is missing");
    }

    [Theory]
    [InlineData]
    [InlineData("--target=Pack")]
    [InlineData("--target=VerifyMultiArch", "--image=registry.example.com/demo/web:1")]
    [InlineData("--target=Test", "--tests=unit")]
    public async Task Other_targets_need_no_program_beside_dotnet(params string[] arguments)
    {
        await using var checkout = new Checkout();

        (await checkout.BuildAsync(arguments)).ShouldSucceed();

        checkout.CakeArguments.ShouldBe(arguments);
    }

    [Theory]
    [InlineData("--git-url=https://example.com/a.git")]
    [InlineData("--git-url", "https://example.com/a.git")]
    [InlineData("--multiarch-git-url=https://example.com/a.git")]
    public async Task Git_is_needed_when_a_repository_is_cloned(params string[] arguments)
    {
        await using var checkout = new Checkout();
        checkout.AddPrograms("podman");

        (await checkout.BuildAsync(["--target=PushMultiArch", .. arguments]))
            .ShouldFail()
            .Error.ShouldContain("git is missing: it clones the source.");
        (await checkout.BuildAsync("--target=PushMultiArch")).ShouldSucceed();

        checkout.Variables["MULTIARCH_GIT_URL"] = "https://example.com/a.git";
        (await checkout.BuildAsync("--target=PushMultiArch")).ShouldFail().Error.ShouldContain("git is missing");
    }

    [Fact]
    public async Task Podman_under_the_name_of_docker_is_podman_and_docker_is_not()
    {
        await using var checkout = new Checkout();
        checkout.AddProgram("docker", "echo 'podman version 4.3.1'");
        (await checkout.BuildAsync("--target=PushMultiArch")).ShouldSucceed();

        checkout.AddProgram("docker", "echo 'Docker version 27.0.3, build 7d4bcd8'");
        (await checkout.BuildAsync("--target=PushMultiArch")).ShouldFail().Error.ShouldContain("podman is missing");
    }

    [Theory]
    [InlineData("test", "")]
    [InlineData("Soak", " debootstrap")]
    public async Task The_tests_need_all_their_programs_and_one_message_names_them(string target, string more)
    {
        await using var checkout = new Checkout();
        checkout.AddPackageManager("apt-get");
        checkout.AddPrograms("podman", "git", "skopeo");

        var finished = (await checkout.BuildAsync($"--target={target}")).ShouldFail();

        finished.Error.ShouldContain("docker-registry is missing: it is the registry that the tests push to.");
        finished.Error.ShouldContain("groovy is missing");
        finished.Error.ShouldNotContain("skopeo");
        finished.Error.ShouldContain(
            "apt-get install -y qemu-user-static oci-image-tool docker-registry gcc shellcheck busybox dash groovy libcap2-bin perl git-lfs dnf rpm createrepo-c"
                + more
                + "\n"
        );
    }

    [Theory]
    [InlineData("dash", "0", "")]
    [InlineData("dash", "1000", "sudo ")]
    [InlineData("busybox", "0", "")]
    [InlineData("busybox", "1000", "sudo ")]
    public async Task Setup_installs_with_apt_get_what_is_missing(string shell, string user, string sudo)
    {
        await using var checkout = new Checkout(shell);
        checkout.AddPackageManager("apt-get");
        checkout.AddProgram("sudo", $"echo \"sudo $1\" >>'{checkout.StateOf("sudo")}'; \"$@\"");
        checkout.Variables["FAKE_UID"] = user;

        var finished = (await checkout.BuildAsync("--target=PushMultiArch", "--setup")).ShouldSucceed();

        Packages(checkout).ShouldBe(["apt-get update", "apt-get install -y podman git qemu-user-static uidmap"]);
        checkout.Calls("sudo").ShouldBe(sudo.Length == 0 ? [] : ["sudo env", "sudo env"]);
        Plain(finished.Error)
            .ShouldContain($"build.sh: {sudo}env DEBIAN_FRONTEND=noninteractive apt-get install -y podman git qemu-user-static uidmap\n");
        checkout.CakeArguments.ShouldBe(["--target=PushMultiArch"]);
    }

    [Theory]
    [InlineData("dash")]
    [InlineData("busybox")]
    public async Task Setup_for_the_tests_installs_their_programs_too(string shell)
    {
        await using var checkout = new Checkout(shell);
        checkout.AddPackageManager("apt-get");

        (await checkout.BuildAsync("--setup", "--target=Test")).ShouldSucceed();

        Packages(checkout).ShouldBe(["apt-get update", $"apt-get install -y podman git qemu-user-static uidmap {TestPackages}"]);
        checkout.CakeArguments.ShouldBe(["--target=Test"]);
    }

    [Fact]
    public async Task Setup_for_the_long_repetitions_installs_what_the_tests_need_and_debootstrap()
    {
        await using var checkout = new Checkout();
        checkout.AddPackageManager("apt-get");

        (await checkout.BuildAsync("--setup", "--target=Soak")).ShouldSucceed();

        Packages(checkout)
            .ShouldBe(["apt-get update", $"apt-get install -y podman git qemu-user-static uidmap {TestPackages} debootstrap"]);
        checkout.CakeArguments.ShouldBe(["--target=Soak"]);
    }

    [Fact]
    public async Task Setup_installs_nothing_where_nothing_is_missing()
    {
        await using var checkout = new Checkout();
        checkout.AddPackageManager("apt-get");
        checkout.AddPrograms(["podman", "git", Checkout.Qemu, "newuidmap"]);

        (await checkout.BuildAsync("--setup", "--target=PushMultiArch")).ShouldSucceed();

        // The authorities' file is the host's own: it is there on all but the barest system.
        Packages(checkout).ShouldBe(File.Exists("/etc/ssl/certs/ca-certificates.crt") ? [] : ["apt-get update", "apt-get install -y"]);
    }

    [Fact]
    public async Task Setup_installs_with_dnf()
    {
        await using var checkout = new Checkout();
        checkout.AddPackageManager("dnf");

        (await checkout.BuildAsync("--setup", "--target=PushMultiArch")).ShouldSucceed();

        Packages(checkout).ShouldBe(["dnf install -y podman git qemu-user-static shadow-utils"]);
    }

    [Fact]
    public async Task A_program_that_dnf_has_no_package_for_is_named()
    {
        await using var checkout = new Checkout();
        checkout.AddPackageManager("dnf");

        var finished = (await checkout.BuildAsync("--setup", "--target=Test")).ShouldFail();

        Packages(checkout).Single().ShouldEndWith("skopeo gcc ShellCheck busybox dash libcap perl git-lfs rpm-build createrepo_c");
        finished.Error.ShouldEndWith(
            "build.sh: No dnf package is known for: oci-image-tool docker-registry groovy. Install them by hand and put them into PATH.\n"
        );
        checkout.CakeArguments.ShouldBeNull();
    }

    [Fact]
    public async Task Setup_installs_with_apk()
    {
        await using var checkout = new Checkout("busybox");
        checkout.AddPackageManager("apk");

        (await checkout.BuildAsync("--setup", "--target=PushMultiArch")).ShouldSucceed();

        Packages(checkout).ShouldBe(
            ["apk add podman git qemu-aarch64 qemu-arm qemu-i386 qemu-ppc64le qemu-riscv64 qemu-s390x qemu-x86_64 shadow-uidmap"]);
    }

    [Fact]
    public async Task Without_root_and_sudo_setup_says_what_root_has_to_run()
    {
        await using var checkout = new Checkout();
        checkout.AddPackageManager("apt-get");
        checkout.AddPrograms("git", Checkout.Qemu, "newuidmap");
        checkout.Variables["FAKE_UID"] = "1000";

        var finished = (await checkout.BuildAsync("--setup", "--target=PushMultiArch")).ShouldFail();

        finished.Error.ShouldContain(
            "build.sh: error: installing needs root, and there is no sudo. Run this as root:\nbuild.sh:   apt-get install -y podman"
        );
        Packages(checkout).ShouldBeEmpty();
        checkout.CakeArguments.ShouldBeNull();
    }

    [Theory]
    [InlineData("apt-get")]
    [InlineData("dnf")]
    [InlineData("apk")]
    public async Task A_package_manager_that_fails_ends_the_run(string manager)
    {
        await using var checkout = new Checkout();
        checkout.AddPackageManager(manager);
        await File.WriteAllTextAsync(checkout.StateOf("no-packages"), "", TestContext.Current.CancellationToken);

        var finished = (await checkout.BuildAsync("--setup", "--target=PushMultiArch")).ShouldFail();

        finished.Error.ShouldContain("Unable to locate package");
        finished.Error.ShouldMatch($"build.sh: error: .*{manager} .*podman.* failed with exit code 100[.]\n$");
        checkout.CakeArguments.ShouldBeNull();
    }

    [Fact]
    public async Task A_system_without_a_known_package_manager_is_told_to_install_by_hand()
    {
        await using var checkout = new Checkout();

        var finished = (await checkout.BuildAsync("--setup", "--target=PushMultiArch")).ShouldFail();

        finished.Error.ShouldBe("""
            build.sh: error: podman is missing: it builds the images and makes the index.
            build.sh: apt-get, dnf and apk were not found. Install by hand and put into PATH: podman.

            """);
    }

    [Theory]
    [InlineData("eng/programs.txt", "images", "clone", "emulation", "rootless", "sdk")]
    [InlineData("eng/repository-programs.txt", "tests", "soak")]
    public void Each_line_of_the_lists_of_programs_is_whole(string list, params string[] kinds)
    {
        var lines = File.ReadAllLines(Sources.PathOf(list))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .ToList();

        lines.ShouldNotBeEmpty();
        lines.ShouldAllBe(fields => fields.Length == 6 && kinds.Contains(fields[1]));
    }

    /// <summary>The package managers' command lines, less what depends on the machine that runs the tests.</summary>
    private static string[] Packages(Checkout checkout) => [.. checkout.Calls("packages").Select(Plain)];

    private static string Plain(string text) => text
        .Replace("-o APT::Sandbox::User=root ", "", StringComparison.Ordinal)
        .Replace(" ca-certificates", "", StringComparison.Ordinal);
}
