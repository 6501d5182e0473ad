using System.Net;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>
/// Downloads a file with a known digest, through the proxies of the environment. Writes nothing to disk before the digest is checked.
/// </summary>
internal sealed class PinnedDownload(Host host, RetryPolicy retry)
{
    /// <summary>The largest download, in bytes.</summary>
    public const int MaxContent = 256 * 1024 * 1024;

    /// <exception cref="MultiArchException">The download failed (MA1235), or the digest differs (MA1236).</exception>
    public async Task<byte[]> GetAsync(QemuDownload download, CancellationToken token)
    {
        using var transport = new RegistryTransport(new RegistryTrust(verify: true, new RegistryCertificates()), EnvironmentProxy.Of(host))
        {
            TimeLimit = download.Timeout,
            MayFollow = QemuDownload.IsAllowed,
        };
        var answer = await SendAsync(transport, download, token);
        if (answer.Status != HttpStatusCode.OK)
        {
            throw new MultiArchException(QemuProblems.NotSent(download, $"The answer is the status {(int)answer.Status}."));
        }

        var digest = Digest.Of(answer.Content).Encoded;
        return digest == download.Sha256
            ? answer.Content
            : throw new MultiArchException(QemuProblems.AnotherDigest(download, digest, answer.Content.Length));
    }

    private async Task<RegistryAnswer> SendAsync(RegistryTransport transport, QemuDownload download, CancellationToken token)
    {
        try
        {
            return await retry.SendAsync(
                () => transport.SendAsync(new RegistryRequest(HttpMethod.Get, download.Uri, MaxContent), token),
                (delay, why) => host.Detail($"{download.Display} is asked for again in {delay.TotalSeconds:0.#} s: {why}"),
                host.Clock,
                token);
        }
        catch (RegistryTransportException e)
        {
            throw new MultiArchException(QemuProblems.NotSent(download, e.Message), inner: e);
        }
    }
}
