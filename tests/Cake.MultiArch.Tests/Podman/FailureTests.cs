using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Podman;

/// <summary>The words are those of podman 4.3.1, 4.9.3, 5.4.2 and 5.8.6, as they were seen.</summary>
public class FailureTests
{
    [Theory]
    [InlineData("MA1416", "RLIMIT_NOFILE", "Error: building at STEP \"RUN x\": setting \"RLIMIT_NOFILE\" limit to soft=1048576,hard=1048576 (was soft=20000,hard=20000): operation not permitted")]
    [InlineData("MA1420", "localhost/x:1", "Error: creating image to hold manifest list: image name \"localhost/x:1\" is already associated with image \"e988\": that name is already in use")]
    [InlineData("MA1420", "localhost/x:1", "Error: image name \"localhost/x:1\" is already associated with image \"5448\": that name is already in use, or use --replace to instruct Podman to do so.")]
    [InlineData("MA1421", "linux/ppc64le", "Error: creating build container: choosing an image from manifest list docker://127.0.0.1:5055/base:1: no image found in image index for architecture ppc64le, variant \"\", OS linux")]
    [InlineData("MA1421", "127.0.0.1:5055/base:1", "Error: [linux/ppc64le]: creating build container: choosing an image from manifest list docker://127.0.0.1:5055/base:1: no image found in image index for architecture \"ppc64le\", variant \"\", OS \"linux\"")]
    [InlineData("MA1422", "FROM docker.io/library/base:1", "Error: creating build container: short-name \"base:1\" did not resolve to an alias and no unqualified-search registries are defined in \"/etc/containers/registries.conf\"")]
    [InlineData("MA1423", "EnsureBinfmt", "process failed to start with error: fork/exec /bin/sh: exec format errorprocess exited with error: exec: not startedsubprocess exited with status 1\nError: building at STEP \"RUN uname -m > /arch\": exit status 1")]
    [InlineData("MA1424", "PodmanIsolation.Chroot", "error running container: creating container: cgroups in hybrid mode not supported, drop all controllers from cgroupv2\nError: building at STEP \"RUN x\": exit status 1")]
    [InlineData("MA1425", "localhost/z:1", "Error: reading image \"docker://localhost/z:1\": pinging container registry localhost: Get \"https://localhost/v2/\": dial tcp 127.0.0.1:443: connect: connection refused")]
    [InlineData("MA1425", "registry of the name localhost", "Error: creating build container: initializing source: pinging container registry localhost: Get \"https://localhost/v2/\": dial tcp: lookup localhost on 10.0.0.1:53: no such host")]
    [InlineData("MA1426", "127.0.0.1:5057", "Error: logging into \"127.0.0.1:5057\": invalid username/password")]
    [InlineData("MA1426", "PodmanLogin", "Error: copying image 1/2 from manifest list: trying to reuse blob sha256:9d at destination: checking whether a blob sha256:9d exists in 127.0.0.1:5057/p/app: unauthorized: authentication required")]
    [InlineData("MA1427", "rights", "Error: writing blob: initiating layer upload to /v2/t/bb/blobs/uploads/ in 127.0.0.1:5057: denied")]
    [InlineData("MA1427", "rights", "Error: trying to reuse blob sha256:9d at destination: denied: requested access to the resource is denied")]
    [InlineData("MA1428", "/nonexist.json", "Error: checking authfile: stat /nonexist.json: no such file or directory")]
    [InlineData("MA1429", "TlsVerify = false", "Error: authenticating creds for \"127.0.0.1:5057\": pinging container registry 127.0.0.1:5057: Get \"https://127.0.0.1:5057/v2/\": http: server gave HTTP response to HTTPS client")]
    [InlineData("MA1430", "CertDir", "Error: authenticating creds for \"127.0.0.1:5057\": pinging container registry 127.0.0.1:5057: Get \"https://127.0.0.1:5057/v2/\": x509: certificate signed by unknown authority")]
    [InlineData("MA1430", "CertDir", "Error: pinging container registry r: Get \"https://r/v2/\": tls: failed to verify certificate: x509: certificate is valid for other, not r")]
    [InlineData("MA1431", "connection refused", "Error: copying image 1/2 from manifest list: trying to reuse blob sha256:9d at destination: pinging container registry 127.0.0.1:1: Get \"https://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused")]
    [InlineData("MA1431", "no such host", "Error: pinging container registry nosuch.invalid: Get \"https://nosuch.invalid/v2/\": dial tcp: lookup nosuch.invalid on 10.0.0.1:53: no such host")]
    [InlineData("MA1432", "All at true", "Error: Uploading manifest list failed, attempted the following formats: application/vnd.docker.distribution.manifest.list.v2+json(uploading manifest 1 to r/x: manifest blob unknown: blob unknown to registry)")]
    [InlineData("MA1433", "127.0.0.1:5977/a/b has no 99", "Error: setting up to read manifest and configuration from \"docker://127.0.0.1:5977/a/b:99\": reading manifest 99 in 127.0.0.1:5977/a/b: manifest unknown: manifest unknown")]
    [InlineData("MA1434", "localhost/nono:1", "Error: inspecting object: localhost/nono:1: image not known")]
    [InlineData("MA1434", "4c20", "Error: initializing source containers-storage:[overlay@/r+/rr]@d0ca: reading image: locating image with ID \"4c20\": image not known")]
    [InlineData("MA1434", "127.0.0.1:5055/base:1", "Error: creating build container: 127.0.0.1:5055/base:1: image not known")]
    [InlineData("MA1435", "vfs", "Error: database storage graph driver \"vfs\" does not match our storage graph driver \"overlay\": database configuration mismatch")]
    [InlineData("MA1428", "/nonexist.json", "Error: credential file is not accessible: faccessat /nonexist.json: no such file or directory")]
    [InlineData("MA1435", "It is overlay, and vfs", "Error: database graph driver \"overlay\" does not match our graph driver \"vfs\": database configuration mismatch")]
    [InlineData("MA1436", "500 Internal Server Error", "Error: writing blob: initiating layer upload to /v2/t/bb/blobs/uploads/ in r: received unexpected HTTP status: 500 Internal Server Error")]
    [InlineData("MA1436", "toomanyrequests", "Error: writing blob: toomanyrequests: rate limited")]
    [InlineData("MA1437", "system df", "Error: committing container for step: copying layers: write /bin/busybox: no space left on device): exit status 1")]
    [InlineData("MA1438", "nope", "Error: failed to resolve active destination: \"nope\" service destination not found")]
    [InlineData("MA1438", "nope", "Error: read cli flags: connection \"nope\" not found")]
    [InlineData("MA1438", "podman.socket", "Cannot connect to Podman. Please verify your connection\nError: unable to connect to Podman socket: Get \"http://d/v4.3.1/libpod/_ping\": dial unix /tmp/none.sock: connect: no such file or directory")]
    [InlineData("MA1439", "usermod --add-subuids", "cannot find UID/GID for user pod: no subuid ranges found for user \"pod\" in /etc/subuid\ncannot determine user's homedir\nError: building at STEP \"RUN x\": exit status 1")]
    public void What_podman_says_becomes_a_problem_that_names_what_matters(string id, string words, string output)
    {
        var problem = Explain(output).ShouldNotBeNull();

        problem.Id.ShouldBe(id);
        $"{problem.What} {problem.Why} {problem.Repair}".ShouldContain(words);
        problem.ToString().ShouldNotMatch(@"\{\w+\}");
        problem.Details.ShouldBe(output.Split('\n'));
    }

    [Theory]
    [InlineData("wget: can't connect to remote host: dial tcp 10.0.0.1:80: connect: connection refused\nError: building at STEP \"RUN wget http://x\": exit status 1")]
    [InlineData("access denied\nError: building at STEP \"RUN ./check denied\": exit status 7")]
    [InlineData("Error: [linux/s390x]: building at STEP \"RUN test unauthorized: \": exit status 1")]
    [InlineData("Error: open /var/lib/x: permission denied")]
    [InlineData("Error: something new")]
    [InlineData("")]
    public void What_a_step_says_is_not_taken_for_podmans_own_words(string output) => Explain(output).ShouldBeNull();

    [Theory]
    [InlineData("progress\nError: one thing\ndetail", "Error: one thing")]
    [InlineData("Error: 2 errors occurred:\n\t* [linux/amd64]: building\n\t* [linux/arm64]: building\n", "Error: 2 errors occurred: * [linux/amd64]: building")]
    [InlineData("Error: first\nError: second", "Error: second")]
    [InlineData("no reason", null)]
    [InlineData("", null)]
    public void The_line_in_which_podman_says_why_is_found(string output, string? line) =>
        PodmanFailures.Line(output.Split('\n')).ShouldBe(line);

    private static Problem? Explain(string output) =>
        PodmanFailures.Explain("podman x", output.Split('\n'), output.Split('\n'));
}
