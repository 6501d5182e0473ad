using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Tests.Registry;

/// <summary>What the tests of pushing share: a blob, and a registry that takes it.</summary>
public abstract class PushTest : RegistryTest
{
    /// <summary>Large enough that the registry is asked first whether it would take it.</summary>
    private protected static readonly byte[] Large = Bytes(300_000);

    private protected static readonly byte[] Small = Bytes(5_000);

    private protected const string Session = "/v2/demo/web/blobs/uploads/one?_state=x%2Fy";

    /// <summary>How often the content of a blob was opened.</summary>
    private protected int Opened { get; private set; }

    private protected static Descriptor Describe(byte[] content) => new(MediaTypes.OciLayerGzip, Digest.Of(content), content.Length);

    /// <summary>An empty repository that takes everything.</summary>
    private protected static ScriptedResponse Take(ScriptedRequest request) => request.Method switch
    {
        "HEAD" => new ScriptedResponse(404),
        "POST" => Begun(Session),
        "PUT" => new ScriptedResponse(201),
        _ => new ScriptedResponse(204),
    };

    private protected static ScriptedResponse Begun(string location) => new(202) { Headers = ["Location: " + location] };

    /// <summary>The same server under the name of another host than the registry's, 127.0.0.1.</summary>
    private protected static string ElsewhereOf(ScriptedServer server) =>
        server.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    private protected static ScriptedResponse Error(int status, string code) =>
        ScriptedResponse.Json($$"""{"errors":[{"code":"{{code}}","message":"as scripted"}]}""", status);

    private protected Task<BlobTransfer> PushAsync(ScriptedServer server, byte[] content, params string[] mountFrom) =>
        Client().PutBlobAsync(Image(server), Describe(content), () => Open(content), mountFrom, Token);

    private protected async Task<Problem> FailToPushAsync(ScriptedServer server, byte[] content) =>
        await FailAsync(() => PushAsync(server, content));

    private protected string LogIn(string registry, string password) =>
        Write("runtime/containers/auth.json", $$"""{"auths":{"{{registry}}":{"auth":"{{Pair("ci", password)}}"} } }""");

    private protected Stream Open(byte[] content)
    {
        Opened++;
        return new MemoryStream(content, writable: false);
    }

    private protected static IEnumerable<string> Steps(ScriptedServer server) =>
        server.Requests.Select(request => $"{request.Method} {request.Target}");

    private protected static IEnumerable<string> Methods(ScriptedServer server) => server.Requests.Select(request => request.Method);

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
