using System.Text;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Registry;

/// <summary>What the tests of the client share: a host whose home is empty, scripted servers, and a small index.</summary>
public abstract class RegistryTest : IDisposable
{
    private protected static readonly byte[] Index = Encoding.UTF8.GetBytes(
        """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"""
    );

    private readonly List<IDisposable> _owned = [];

    protected RegistryTest()
    {
        Folder = Directory.CreateTempSubdirectory("multiarch-registry-").FullName;
        Environment = new TestEnvironment(Folder);
        Environment.Variables["HOME"] = Path.Combine(Folder, "home");
        Environment.Variables["XDG_RUNTIME_DIR"] = Path.Combine(Folder, "runtime");
        Host = new Host(Log, Tools, Environment, TimeProvider.System);
    }

    protected string Folder { get; }

    private protected TestEnvironment Environment { get; }

    private protected TestLog Log { get; } = new() { Verbosity = Cake.Core.Diagnostics.Verbosity.Diagnostic };

    private protected TestTools Tools { get; } = new();

    private protected Host Host { get; }

    private protected static ScriptedResponse IndexResponse => new(200, MediaTypes.OciIndex) { Content = Index };

    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public virtual void Dispose()
    {
        _owned.ForEach(owned => owned.Dispose());
        Directory.Delete(Folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    private protected ScriptedServer Serve(Func<ScriptedRequest, ScriptedResponse?> answer) => Own(new ScriptedServer(answer));

    /// <summary>A client that takes plain HTTP, and waits no time between tries.</summary>
    private protected DistributionClient Client(
        RegistryAccess? access = null,
        Func<string, CancellationToken, Task<bool>>? isInsecure = null
    ) =>
        Own(
            new DistributionClient(Host, access ?? new RegistryAccess(TlsVerify: false), isInsecure)
            {
                Retry = new RetryPolicy(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(10)),
            }
        );

    private protected static ImageReference Image(ScriptedServer server, string rest = "demo/web:1") =>
        ImageReference.Parse($"{server.Authority}/{rest}");

    private protected Task<RegistryManifest> GetAsync(ScriptedServer server, string rest = "demo/web:1") =>
        Client().GetManifestAsync(Image(server, rest), Token);

    private protected async Task<Problem> FailAsync(ScriptedServer server, string rest = "demo/web:1") =>
        await FailAsync(() => GetAsync(server, rest));

    private protected static async Task<Problem> FailAsync(Func<Task> action) =>
        (await Should.ThrowAsync<MultiArchException>(action)).Problem;

    private protected string Write(string name, string text)
    {
        var file = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    private protected static string Pair(string username, string password) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));
}
