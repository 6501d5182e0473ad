using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>What --setup asks of dnf, asked of the real one: in a root of its own, with a repository of the test's own.</summary>
public class DnfTests
{
    [Fact]
    public async Task Setup_installs_with_the_real_dnf()
    {
        await using var folder = new TestFolder("dnf");
        await using var checkout = new Checkout();
        await UseDnfAsync(checkout, folder, "podman", "git", "qemu-user-static", "shadow-utils", "ca-certificates");

        (await checkout.BuildAsync("--setup", "--target=PushMultiArch")).ShouldSucceed();

        Directory.GetFiles(folder.Combine("root", "usr", "bin")).Select(Path.GetFileName)
            .Except(["ca-certificates"]).ShouldBe(["git", "podman", "qemu-user-static", "shadow-utils"], ignoreOrder: true);
        checkout.CakeArguments.ShouldBe(["--target=PushMultiArch"]);
    }

    [Fact]
    public async Task A_package_that_the_real_dnf_does_not_know_ends_the_run_and_nothing_is_installed()
    {
        await using var folder = new TestFolder("dnf");
        await using var checkout = new Checkout();
        await UseDnfAsync(checkout, folder, "podman", "git", "shadow-utils", "ca-certificates");

        var finished = (await checkout.BuildAsync("--setup", "--target=PushMultiArch")).ShouldFail();

        finished.Error.ShouldContain("qemu-user-static");
        finished.Error.ShouldMatch("build.sh: error: dnf install -y podman git qemu-user-static .*failed with exit code 1[.]\n$");
        Directory.Exists(folder.Combine("root", "usr", "bin")).ShouldBeFalse();
        checkout.CakeArguments.ShouldBeNull();
    }

    private static async Task UseDnfAsync(Checkout checkout, TestFolder folder, params string[] packages)
    {
        var specification = folder.Write("stub.spec", """
            Name: %{stub}
            Version: 1
            Release: 1
            Summary: A package of a test
            License: MIT
            BuildArch: noarch
            AutoReqProv: no
            %description
            It holds one program, of its own name.
            %install
            mkdir -p %{buildroot}/usr/bin
            echo 'exit 0' >%{buildroot}/usr/bin/%{stub}
            %files
            %attr(755, root, root) /usr/bin/%{stub}

            """);
        foreach (var package in packages)
        {
            _ = (
                await TestProgram.RunAsync(
                    "rpmbuild",
                    "-bb",
                    "--quiet",
                    "--define",
                    $"stub {package}",
                    "--define",
                    $"_topdir {folder.Combine("top")}",
                    "--define",
                    $"_rpmdir {folder.Combine("repository")}",
                    specification
                )
            ).Text;
        }

        _ = (await TestProgram.RunAsync("createrepo_c", "--quiet", folder.Combine("repository"))).Text;
        folder.Write("repos/stubs.repo", $"[stubs]\nname=stubs\nbaseurl=file://{folder.Combine("repository")}\ngpgcheck=0\n");
        folder.Write("log/made", "");
        checkout.AddProgram(
            "dnf",
            $"PATH=/usr/bin:/bin '{Programs.Find("dnf")}' --installroot='{folder.Combine("root")}' --releasever=1 --setopt=reposdir='{folder.Combine("repos")}' "
            + $"--setopt=cachedir='{folder.Combine("cache")}' --setopt=logdir='{folder.Combine("log")}' \"$@\" || exit\n"
            + $"cp '{folder.Combine("root")}'/usr/bin/* \"${{0%/*}}\"");
    }
}
