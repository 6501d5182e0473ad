using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Containerfiles;

public sealed class FindTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("multiarch-find-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_Containerfile_comes_before_a_Dockerfile()
    {
        var dockerfile = Write("web/Dockerfile");
        Containerfile.Find("web", null, _folder).ShouldBe(dockerfile);

        var containerfile = Write("web/Containerfile");
        Containerfile.Find("web", null, _folder).ShouldBe(containerfile);
        Containerfile.Find(Path.Combine(_folder, "web"), "").ShouldBe(containerfile);
    }

    [Fact]
    public void A_folder_called_Containerfile_is_passed_over()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "Containerfile"));
        var dockerfile = Write("Dockerfile");

        Containerfile.Find("", null, _folder).ShouldBe(dockerfile);
    }

    [Fact]
    public void A_named_file_is_looked_for_from_the_working_directory_and_then_in_the_context()
    {
        var inContext = Write("web/My");
        Containerfile.Find("web", "My", _folder).ShouldBe(inContext);

        var here = Write("My");
        Containerfile.Find("web", "My", _folder).ShouldBe(here);
        Containerfile.Find("web", "web/My", _folder).ShouldBe(inContext);
        Containerfile.Find(Path.Combine(_folder, "web"), inContext, "/").ShouldBe(inContext);
    }

    [Fact]
    public void A_missing_context_is_named()
    {
        Problem(() => Containerfile.Find("web", null, _folder), "MA1020").Where.ShouldBe(Path.Combine(_folder, "web"));

        Write("web");
        Problem(() => Containerfile.Find("web", null, _folder), "MA1020").Why.ShouldContain("a file");
    }

    [Fact]
    public void A_missing_Containerfile_is_answered_with_what_was_looked_for()
    {
        var problem = Problem(() => Containerfile.Find(_folder, null), "MA1021");

        problem.Why.ShouldBe($"Looked for: {Path.Combine(_folder, "Containerfile")}, {Path.Combine(_folder, "Dockerfile")}.");
        problem.Repair.ShouldBe("Add one, or name it with --containerfile.");
    }

    [Fact]
    public void A_file_of_a_similar_name_is_offered()
    {
        Write("dockerfile");
        Write("Dockerfile.prod");
        Write("web.Containerfile");
        Write(".dockerignore");
        Write("Containerfile.dockerignore");

        Problem(() => Containerfile.Find(_folder, null), "MA1021").Repair
            .ShouldBe("Name one of these with --containerfile: Dockerfile.prod, dockerfile, web.Containerfile.");
    }

    [Fact]
    public void A_named_file_that_is_missing_is_answered_with_both_places()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "web"));

        var problem = Problem(() => Containerfile.Find("web", "My", _folder), "MA1021");

        problem.What.ShouldContain("\"My\"");
        problem.Why.ShouldContain(Path.Combine(_folder, "My"));
        problem.Why.ShouldContain(Path.Combine(_folder, "web", "My"));
    }

    [Fact]
    public void A_folder_is_no_Containerfile()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "web"));

        Problem(() => Containerfile.Find(_folder, "web"), "MA1022").Why.ShouldBe("It is a folder.");
    }

    [Fact]
    public void A_file_without_FROM_is_refused_before_podman_runs()
    {
        var path = Write("Containerfile", "# FROM scratch\nRUN x\n");

        Problem(() => Containerfile.Load(_folder, null), "MA1023").Where.ShouldBe(path);
    }

    [Fact]
    public void A_file_is_found_and_read()
    {
        var path = Write("Containerfile", "\uFEFFFROM scratch\r\n");

        var containerfile = Containerfile.Load(_folder, null);

        containerfile.Path.ShouldBe(path);
        containerfile.Stages.Single().BaseName.ShouldBe("scratch");
    }

    /// <summary>As podman 4.3.1 and 5.4.2 take them.</summary>
    [Theory]
    [InlineData("ctx/My", "ctx/.containerignore", "ctx/.containerignore", "ctx/.dockerignore")]
    [InlineData("ctx/My", "ctx/.dockerignore", "ctx/.dockerignore")]
    [InlineData("ctx/My", "ctx/My.containerignore", "ctx/.containerignore", "ctx/My.containerignore")]
    [InlineData("ctx/My", "ctx/My.dockerignore", "ctx/My.containerignore", "ctx/My.dockerignore", "ctx/.containerignore")]
    [InlineData("ctx/sub/My", "ctx/sub/My.dockerignore", "ctx/My.dockerignore", "ctx/sub/My.dockerignore")]
    [InlineData("ctx/sub/My", null, "ctx/sub/.dockerignore")]
    [InlineData("other/My", "other/My.containerignore", "other/My.containerignore", "ctx/.dockerignore", "other/.containerignore")]
    [InlineData("other/My", "ctx/.dockerignore", "ctx/My.containerignore", "ctx/.dockerignore")]
    public void The_ignore_file_is_the_one_that_podman_takes(string file, string? expected, params string[] there)
    {
        var path = Write(file);
        foreach (var name in there)
        {
            Write(name, "x\n");
        }

        Containerfile.Parse("FROM scratch", path).IgnoreFile(Path.Combine(_folder, "ctx"))
            .ShouldBe(expected is null ? null : Path.Combine(_folder, expected));
    }

    private static Problem Problem(Action action, string id)
    {
        var problem = Should.Throw<MultiArchException>(action).Problem;
        problem.Id.ShouldBe(id);
        return problem;
    }

    private string Write(string name, string text = "FROM scratch\n")
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}
