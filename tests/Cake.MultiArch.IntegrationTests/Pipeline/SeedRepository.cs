using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Pipeline;

/// <summary>A git repository with the shape of the one that the project began with: a Dockerfile, a page, a web server.</summary>
public sealed class SeedRepository
{
    private readonly string _folder;

    private SeedRepository(string folder) => _folder = folder;

    /// <summary>What <c>--git-url</c> takes.</summary>
    public string Url => $"file://{_folder}";

    /// <summary>Makes it in the host's folder, with one commit on the branch <c>master</c>.</summary>
    public static async Task<SeedRepository> CreateAsync(PipelineHost host, string page)
    {
        var repository = new SeedRepository(host.Folder.Combine("origin"));
        await GitAsync("init", "--quiet", "--initial-branch=master", repository._folder);
        host.Folder.Write("origin/Dockerfile", $"""
            FROM {host.Base}
            COPY . /srv
            RUN uname -m > /srv/machine
            EXPOSE 80
            CMD sed -i "s/ContainerID: /ContainerID: "$(hostname)"/g" /srv/index.html && httpd -f -p 80 -h /srv

            """);
        await repository.CommitAsync(page);
        return repository;
    }

    /// <summary>Changes the page, in a commit of its own.</summary>
    public async Task CommitAsync(string page)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "index.html"), page);
        await GitAsync("-C", _folder, "add", "--all");
        await GitAsync("-C", _folder, "-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "--message", page);
    }

    private static async Task GitAsync(params string[] arguments) => _ = (await TestProgram.RunAsync("git", arguments)).Text;
}
