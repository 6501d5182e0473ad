using Cake.MultiArch.IntegrationTests.Bootstrap;
using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Cake.MultiArch.IntegrationTests.Soak;

namespace Cake.MultiArch.IntegrationTests.Templates;

/// <summary>A repository that was just made builds.</summary>
[Collection<TemplateTests>]
public class NewRepositoryBuildTests(InstalledTemplates templates, BaseImages baseImages)
{
    [Fact]
    public async Task Script_and_program_publish_the_same_images_by_build_sh_alone()
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        foreach (var kind in new[] { "script", "frosting" })
        {
            var repository = await templates.CreateAsync(host.Folder, kind, "--name", "web", "--image", host.Reference(kind));

            var result = await templates.BuildAsync(repository, "--tls-verify=false", $"--build-arg=BASE={host.Base}");

            result.ExitCode.ShouldBe(0, result.Output + result.Error);
            (await new Published(host.Registry.CreateClient(), kind).PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
            (await new Published(host.Registry.CreateClient(), kind).FileAsync("arm64", "/srv/site/machine.txt")).ShouldBe("aarch64\n");
            (await TestProgram.RunAsync("git", "-C", repository, "status", "--porcelain", "--untracked-files=all")).Text.Split('\n')
                .ShouldAllBe(line => !line.Contains("artifacts/") && !line.Contains("/obj/") && !line.Contains("/bin/"));
        }

        (await new Published(host.Registry.CreateClient(), "frosting").ChildrenAsync())
            .ShouldBe(await new Published(host.Registry.CreateClient(), "script").ChildrenAsync());
        (await host.LeftoversAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("script")]
    [InlineData("frosting")]
    public async Task Without_an_image_a_checked_layout_is_left_and_no_registry_is_needed(string kind)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var repository = await templates.CreateAsync(host.Folder, kind, "--name", "web", "--platform", "linux/amd64");

        var result = await templates.BuildAsync(
            repository,
            "--target=PushMultiArch",
            "--tls-verify=false",
            $"--build-arg=BASE={host.Base}"
        );

        result.ExitCode.ShouldBe(0, result.Output + result.Error);
        File.Exists(Path.Combine(repository, "artifacts", "oci", "web", "index.json")).ShouldBeTrue(result.Output);
    }

    /// <summary>The variable OS, which Windows sets, makes build.ps1 take the way it goes there.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Systems => Rounds.Variants<TheoryDataRow<string, string>>(
        [new("script", ""), new("frosting", "Windows_NT")], [new("script", "Windows_NT"), new("frosting", "")]);

    [Theory]
    [MemberData(nameof(Systems))]
    public async Task The_PowerShell_script_builds_it_too(string kind, string system)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        var repository = await templates.CreateAsync(host.Folder, kind, "--name", "web", "--image", host.Reference("web"));
        var variables = Programs.Inherited();
        foreach (var (name, value) in templates.Variables)
        {
            variables.Remove(name);
            if (value is not null)
            {
                variables[name] = value;
            }
        }

        variables["OS"] = system;
        var finished = await PowerShellEngine.RunAsync(
            host.Folder.Path,
            variables,
            $"& '{repository}/build.ps1' --target=PushMultiArch --platform=linux/amd64,linux/arm64 --tls-verify=false --build-arg=BASE={host.Base}"
        );

        finished.ShouldSucceed();
        (await new Published(host.Registry.CreateClient(), "web").PlatformsAsync()).ShouldBe(["linux/amd64", "linux/arm64"]);
    }

    /// <summary>A signal to build.sh alone is one to what it has become; Jenkins sends one to every process of the step.</summary>
    public static IEnumerable<TheoryDataRow<string, bool>> Aborts => Rounds.Variants<TheoryDataRow<string, bool>>(
        [new("script", true), new("frosting", false)], [new("script", false), new("frosting", true)]);

    [Theory]
    [MemberData(nameof(Aborts))]
    public async Task An_abort_leaves_no_process_and_no_tag(string kind, bool toAll)
    {
        await using var host = await PipelineHost.CreateAsync(baseImages);
        host.Folder.Write($"{kind}/app/Containerfile", $"FROM {host.Base}\nRUN echo the step has be''gun; sleep 5000\n");
        var repository = await templates.CreateAsync(host.Folder, kind, "--context", "app", "--image", host.Reference("web"));
        var temporary = Directory.CreateDirectory(host.Folder.Combine("tmp")).FullName;
        foreach (var (name, value) in templates.Variables)
        {
            host.Set(name, value);
        }

        using var run = CakeRunner.StartProgram(
            Path.Combine(repository, "build.sh"),
            ["--tls-verify=false", "--verbosity=verbose"],
            new() { ["TMPDIR"] = temporary }
        );
        await run.SaysAsync("the step has begun");

        if (toAll)
        {
            run.SignalGroup(UnixSignal.Terminate);
        }
        else
        {
            run.Signal(UnixSignal.Terminate);
        }

        await run
            .Process.WaitForExitAsync(TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        run.Process.ExitCode.ShouldNotBe(0, run.Output);
        run.Output.ShouldContain("MA1105");
        (await new RunProcesses(run.Process.Id, temporary).LeftAfterAsync(TimeSpan.FromSeconds(2))).ShouldBeEmpty();
        Directory.GetFileSystemEntries(temporary, "cake-multiarch*").ShouldBeEmpty();
        (await host.LeftoversAsync()).ShouldBeEmpty();
        (await new Published(host.Registry.CreateClient(), "web").DigestAsync()).ShouldBeNull();
    }

    /// <summary>Test is a target of the user's own there, and needs nothing of what the tests of this project need.</summary>
    [Theory]
    [InlineData("script", "cake")]
    [InlineData("frosting", "run --project build --")]
    public async Task Its_build_sh_installs_what_images_need_and_nothing_for_other_targets(string kind, string command)
    {
        await using var folder = new TestFolder("new");
        var repository = await templates.CreateAsync(folder, kind);
        await using var checkout = new Checkout();
        Directory.Delete(checkout.Root, recursive: true);
        _ = (await TestProgram.RunAsync("cp", "-a", repository, checkout.Root)).Text;
        checkout.AddPackageManager("apt-get");

        (await checkout.BuildAsync("--target=PushMultiArch"))
            .ShouldFail()
            .Error.ShouldContain("podman is missing: it builds the images and makes the index.");
        (await checkout.BuildAsync("--target=Test")).ShouldSucceed();
        (await checkout.BuildAsync("--setup", "--target=PushMultiArch")).ShouldSucceed();

        checkout.Calls("packages")[^1].ShouldContain("podman git qemu-user-static uidmap");
        checkout.Calls("dotnet").ShouldContain($"{command} --target=Test");
        checkout.Calls("dotnet")[^1].ShouldBe($"{command} --target=PushMultiArch");
    }
}
