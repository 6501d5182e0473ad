namespace Cake.MultiArch.IntegrationTests.Fixtures;

/// <summary>
/// Debian's packages of any architecture, unpacked and not installed: real programs and libraries that this host may not be able to run.
/// They come
/// from the host's own apt sources into a private apt state, and are kept under <c>artifacts/</c>.
/// </summary>
public static class DebianPackages
{
    private static readonly string Kept = Path.Combine(BaseImages.RepositoryRoot, "artifacts", "test-base", "packages");

    /// <summary>The folder that packages of one architecture are unpacked into together.</summary>
    /// <param name="architecture">Debian's name of it: <c>i386</c>.</param>
    /// <param name="packages">The packages; what they depend on is not added.</param>
    public static async Task<string> UnpackAsync(string architecture, params string[] packages)
    {
        var folder = Path.Combine(Kept, $"{architecture}-{string.Join('-', packages)}");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        Directory.CreateDirectory(Kept);
        await using var work = new TestFolder("apt");
        var configuration = work.Write("apt.conf", $"""
            #clear APT::Update::Pre-Invoke;
            #clear APT::Update::Post-Invoke;
            #clear APT::Update::Post-Invoke-Success;
            #clear APT::Architectures;
            Dir::State "{work.Path}/state";
            Dir::State::status "{work.Write("status", "")}";
            Dir::Cache "{work.Path}/cache";
            APT::Architecture "{architecture}";
            APT::Architectures {"{"} "{architecture}"; {"}"};
            APT::Sandbox::User "root";
            Acquire::Languages "none";
            Acquire::Retries "2";

            """);
        Directory.CreateDirectory(work.Combine("state", "lists", "partial"));
        Directory.CreateDirectory(work.Combine("cache", "archives", "partial"));
        var root = Directory.CreateDirectory(work.Combine("root")).FullName;

        // One source that is out of reach does not matter while another has the packages.
        await TestProgram.RunAsync("apt-get", "-qq", "-c", configuration, "update");
        _ = (
            await TestProgram.RunAsync(
                "sh",
                ["-c", """cd "$1"; shift; exec apt-get -qq -c "$@" """, "sh", work.Path, configuration, "download", .. packages]
            )
        ).Text;
        foreach (var package in Directory.GetFiles(work.Path, "*.deb"))
        {
            _ = (await TestProgram.RunAsync("dpkg-deb", "-x", package, root)).Text;
        }

        // Newer packages have nothing outside of /usr, where the links of the package base-files are in the way.
        foreach (
            var name in new[] { "lib", "lib64" }.Where(name =>
                !Path.Exists(Path.Combine(root, name)) && Directory.Exists(Path.Combine(root, "usr", name))
            )
        )
        {
            Directory.CreateSymbolicLink(Path.Combine(root, name), $"usr/{name}");
        }

        _ = (await TestProgram.RunAsync("cp", "-a", root, folder)).Text;
        return folder;
    }
}
