using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Tests.Fakes;

/// <summary>A test of podman's client and aliases against the FakePodman program.</summary>
public abstract class PodmanTest : IDisposable
{
    private protected const string List = "localhost/web:run42";

    private protected PodmanTest()
    {
        Tools.RegisterFile(Fake.Program);
        Environment = new TestEnvironment(Fake.Folder);
        Host = new Host(Log, Tools, Environment, TimeProvider.System);
        Podman = new PodmanClient(Host);
        Context = new TestCakeContext(Log, Tools, Environment);
    }

    private protected FakePodmanFolder Fake { get; } = new();

    private protected TestLog Log { get; } = new() { Verbosity = Verbosity.Normal };

    private protected TestTools Tools { get; } = new();

    private protected TestEnvironment Environment { get; }

    private protected Host Host { get; }

    private protected PodmanClient Podman { get; }

    private protected ICakeContext Context { get; }

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        Fake.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A list as podman prints it.</summary>
    private protected static string Index(params string[] platforms)
    {
        var entries = platforms.Select(
            (platform, i) =>
                platform.Split('/') is var parts
                    ? $$$"""{"mediaType":"application/vnd.oci.image.manifest.v1+json","size":498,"digest":"sha256:{{{i.ToString("x64", null)}}}","platform":{"os":"{{{parts[0]}}}","architecture":"{{{parts[1]}}}"{{{(parts.Length > 2 ? $",\"variant\":\"{parts[2]}\"" : "")}}}}}"""
                    : ""
        );
        return $$"""{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.list.v2+json","manifests":[{{string.Join(',', entries)}}]}""";
    }

    /// <summary>Makes a build context.</summary>
    private protected string BuildContext()
    {
        Directory.CreateDirectory(Fake.Combine("ctx"));
        File.WriteAllText(Fake.Combine("ctx/Containerfile"), "FROM scratch\n");
        return Fake.Combine("ctx");
    }
}
