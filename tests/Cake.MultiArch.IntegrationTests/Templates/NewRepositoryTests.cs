using System.IO.Compression;
using System.Text.Json;
using Cake.MultiArch.IntegrationTests.Bootstrap;
using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Templates;

/// <summary>What <c>dotnet new</c> writes into a repository.</summary>
[Collection<TemplateTests>]
public class NewRepositoryTests(InstalledTemplates templates)
{
    private static readonly string[] Common =
    [
        ".gitattributes", ".gitignore", "Jenkinsfile", "build.ps1", "build.sh", "eng/programs.txt", "eng/setup.sh", "global.json",
    ];

    private static readonly Dictionary<string, string[]> Own = new()
    {
        ["script"] = [".config/dotnet-tools.json", "build.cake", "cake.config"],
        ["frosting"] = ["build/Build.csproj", "build/BuildContext.cs", "build/DefaultTask.cs", "build/Program.cs"],
    };

    [Theory]
    [InlineData("script", "build.cake", "Cake.MultiArch.Recipe&version={0}\n")]
    [InlineData("frosting", "build/BuildContext.cs", "")]
    [InlineData("frosting", "build/Build.csproj", "\"Cake.MultiArch.Frosting\" Version=\"{0}\"")]
    public async Task Name_image_platforms_and_version_stand_where_they_belong(string kind, string file, string version)
    {
        await using var folder = new TestFolder("new");
        var repository = await templates.CreateAsync(
            folder,
            kind,
            "--name",
            "Web.Shop",
            "--image",
            "registry.example.com/demo/shop:1.0.0",
            "--platform",
            "linux/amd64, linux/arm64,linux/s390x"
        );

        string Read(string name) => File.ReadAllText(Path.Combine(repository, name));
        Read(file).ShouldContain(string.Format(null, version, templates.Version));
        if (!file.EndsWith("proj", StringComparison.Ordinal))
        {
            Words(Read(file))
                .ShouldContain(
                    "Image(\"web-shop\") .Context(\"src/web-shop\") .PushTo(\"registry.example.com/demo/shop:1.0.0\") .Platforms(\"linux/amd64\", \"linux/arm64\", \"linux/s390x\")"
                );
        }

        Read("Jenkinsfile").ShouldStartWith("// Builds the image");
        Read("Jenkinsfile").ShouldContain("defaultValue: 'registry.example.com/demo/shop:1.0.0'");
        Read("Jenkinsfile").ShouldContain("defaultValue: 'linux/amd64, linux/arm64,linux/s390x'");
        Files(repository).ShouldBe([.. Common, .. Own[kind], .. await SampleAsync("src/web-shop")], ignoreOrder: true);
        foreach (var written in Files(repository))
        {
            foreach (var left in new[] { "#if", "#endif", "0.0.0-template", "image-name", "PLATFORM_STRINGS", "PACKED_" })
            {
                Read(written).ShouldNotContain(left, Case.Sensitive, written);
            }
        }
    }

    /// <summary>The first file that a contributor reads is valid as it stands, and the one that its users get.</summary>
    [Theory]
    [InlineData("script", "dotnet cake")]
    [InlineData("frosting", "dotnet run --project build --")]
    public async Task The_scripts_are_those_of_this_repository_and_only_the_runner_differs(string kind, string runner)
    {
        await using var folder = new TestFolder("new");
        var repository = await templates.CreateAsync(folder, kind, "--image", "registry.example.com/demo/site:v1");

        foreach (var file in new[] { "build.sh", "build.ps1", "Jenkinsfile", "eng/setup.sh", "eng/programs.txt" })
        {
            (await File.ReadAllTextAsync(Path.Combine(repository, file), TestContext.Current.CancellationToken)).ShouldBe(
                (await File.ReadAllTextAsync(Sources.PathOf(file), TestContext.Current.CancellationToken)).Replace(
                    "dotnet cake",
                    runner,
                    StringComparison.Ordinal
                ),
                file
            );
        }
    }

    [Theory]
    [InlineData("Web.Shop 2", "web-shop-2")]
    [InlineData("_web_", "web")]
    [InlineData("日本", "image")]
    public async Task Any_name_becomes_one_that_an_image_may_have(string name, string image)
    {
        await using var folder = new TestFolder("new");

        var repository = await templates.CreateAsync(folder, "script", "--name", name);

        (await File.ReadAllTextAsync(Path.Combine(repository, "build.cake"), TestContext.Current.CancellationToken)).ShouldContain(
            $"Image(\"{image}\")"
        );
        File.Exists(Path.Combine(repository, "src", image, "Containerfile")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("script", "build.cake")]
    [InlineData("frosting", "build/BuildContext.cs")]
    public async Task A_Containerfile_that_is_there_already_is_taken_and_no_sample_is_made(string kind, string file)
    {
        await using var folder = new TestFolder("new");
        folder.Write($"{kind}/app/Containerfile", "FROM scratch\n");

        var repository = await templates.CreateAsync(folder, kind, "--context", "app");

        Words(await File.ReadAllTextAsync(Path.Combine(repository, file), TestContext.Current.CancellationToken))
            .ShouldContain($"Image(\"{kind}\") .Context(\"app\") .Platforms(\"linux/amd64\", \"linux/arm64\")");
        Files(repository).ShouldBe([.. Common, .. Own[kind], "app/Containerfile"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("script")]
    [InlineData("frosting")]
    public async Task The_shell_scripts_are_POSIX_and_whole_and_PowerShell_reads_the_other(string kind)
    {
        await using var folder = new TestFolder("new");
        var repository = await templates.CreateAsync(folder, kind);

        (File.GetUnixFileMode(Path.Combine(repository, "build.sh")) & UnixFileMode.UserExecute).ShouldNotBe(UnixFileMode.None);
        var shellcheck = await TestProgram.RunAsync(
            "shellcheck",
            Path.Combine(repository, "build.sh"),
            Path.Combine(repository, "eng", "setup.sh")
        );
        shellcheck.ExitCode.ShouldBe(0, shellcheck.Output);
        (
            await PowerShellEngine.RunAsync(repository, Programs.Inherited(), "--parse", Path.Combine(repository, "build.ps1"))
        ).ShouldSucceed();
        var script = await File.ReadAllTextAsync(Path.Combine(repository, "build.ps1"), TestContext.Current.CancellationToken);
        script.Count('\n').ShouldBe(script.Split("\r\n").Length - 1, "its lines end as Windows has it");
    }

    [Theory]
    [InlineData("script")]
    [InlineData("frosting")]
    public async Task On_Windows_which_makes_nothing_executable_the_command_is_named_that_has_git_do_it(string kind)
    {
        await using var folder = new TestFolder("new");

        (await templates.NewOnWindowsAsync(folder.Path, $"multiarch-{kind}")).Text.ShouldContain("git add --chmod=+x build.sh");

        Directory.CreateDirectory(folder.Combine("linux"));
        var result = await templates.NewAsync(folder.Combine("linux"), $"multiarch-{kind}");
        result.Text.ShouldNotContain("chmod");
        (result.Output + result.Error).ShouldNotContain("Warning");
    }

    [Theory]
    [InlineData("script")]
    [InlineData("frosting")]
    public async Task A_wrong_option_is_named_and_nothing_is_written(string kind)
    {
        await using var folder = new TestFolder("new");

        var result = await templates.NewAsync(folder.Path, $"multiarch-{kind}", "--imgae", "registry.example.com/demo/web:1.0.0");

        result.ExitCode.ShouldNotBe(0);
        result.Error.ShouldContain("'--imgae' is not a valid option");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("script", "build.cake")]
    [InlineData("frosting", "build/Program.cs")]
    public async Task What_is_there_is_overwritten_on_request_only(string kind, string file)
    {
        await using var folder = new TestFolder("new");
        var repository = await templates.CreateAsync(folder, kind);
        await File.WriteAllTextAsync(Path.Combine(repository, file), "mine", TestContext.Current.CancellationToken);

        var refused = await templates.NewAsync(repository, $"multiarch-{kind}", "--image", "registry.example.com/demo/web:1.0.0");

        refused.ExitCode.ShouldNotBe(0);
        (refused.Output + refused.Error).ShouldContain(file);
        (refused.Output + refused.Error).ShouldContain("--force");
        (await File.ReadAllTextAsync(Path.Combine(repository, file), TestContext.Current.CancellationToken)).ShouldBe("mine");

        _ = (await templates.NewAsync(repository, $"multiarch-{kind}", "--force")).Text;
        (await File.ReadAllTextAsync(Path.Combine(repository, file), TestContext.Current.CancellationToken)).ShouldNotBe("mine");
    }

    [Fact]
    public async Task The_package_has_both_templates_with_valid_descriptions_and_every_file()
    {
        using var archive = await ZipFile.OpenReadAsync(templates.Package, TestContext.Current.CancellationToken);
        foreach (var kind in Own.Keys)
        {
            archive
                .Entries.Select(entry => entry.FullName)
                .Where(name => name.StartsWith($"content/{kind}/", StringComparison.Ordinal))
                .Select(name => name[$"content/{kind}/".Length..])
                .ShouldBe([.. Common, .. Own[kind], .. await SampleAsync("src/site"), ".template.config/template.json"], ignoreOrder: true);
            foreach (var file in await Sources.ListAsync($"src/Cake.MultiArch.Templates/{kind}"))
            {
                Own[kind].ShouldContain(Path.GetRelativePath($"src/Cake.MultiArch.Templates/{kind}", file));
            }

            await using var stream = archive
                .Entries.Single(entry => entry.FullName == $"content/{kind}/.template.config/template.json")
                .Open();
            using var description = await JsonDocument.ParseAsync(stream, cancellationToken: TestContext.Current.CancellationToken);
            description.RootElement.GetProperty("shortName").GetString().ShouldBe($"multiarch-{kind}");
            description.RootElement.GetProperty("identity").GetString().ShouldBe($"Cake.MultiArch.Templates.{kind}");
        }

        archive.Entries.ShouldNotContain(entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal));
        using var nuspec = new StreamReader(
            archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open()
        );
        var text = await nuspec.ReadToEndAsync(TestContext.Current.CancellationToken);
        text.ShouldContain("<packageType name=\"Template\" />");
        text.ShouldNotContain("<dependency ");
    }

    /// <summary>The sample's files, where a template puts them.</summary>
    private static async Task<IEnumerable<string>> SampleAsync(string folder) =>
        (await Sources.ListAsync("samples/site")).Select(file => file.Replace("samples/site", folder, StringComparison.Ordinal));

    /// <summary>All files but git's and the feed's.</summary>
    private static IEnumerable<string> Files(string repository) => Directory.GetFiles(repository, "*", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(repository, file))
        .Where(file => file != "nuget.config" && !file.StartsWith(".git/", StringComparison.Ordinal));

    private static string Words(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
