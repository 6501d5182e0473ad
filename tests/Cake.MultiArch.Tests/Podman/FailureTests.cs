using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests.Podman;

/// <summary>
/// The words are those of podman 4.3.1, 4.9.3, 5.4.2 and 5.8.6. What 4.9.3 and 5.8.6 say is from notes of runs; 4.3.1 and 5.4.2 were run
/// again,
/// except for a base image that another podman takes away (MA1485), which happens too seldom.
/// </summary>
public class FailureTests
{
    [Theory]
    [InlineData(
        "MA1416",
        "RLIMIT_NOFILE",
        "Error: building at STEP \"RUN x\": setting \"RLIMIT_NOFILE\" limit to soft=1048576,hard=1048576 (was soft=20000,hard=20000): operation not permitted"
    )]
    [InlineData(
        "MA1417",
        "podman rmi --force 823390438eadea28377f98dcdcc3727bc0813cce7d1b7112cc5a84e2c5871e77",
        "Error: locating item named \"manifest\" for image with ID \"823390438eadea28377f98dcdcc3727bc0813cce7d1b7112cc5a84e2c5871e77\" (consider removing the image to resolve the issue): file does not exist"
    )]
    [InlineData(
        "MA1420",
        "localhost/x:1",
        "Error: creating image to hold manifest list: image name \"localhost/x:1\" is already associated with image \"e988\": that name is already in use"
    )]
    [InlineData(
        "MA1420",
        "localhost/x:1",
        "Error: image name \"localhost/x:1\" is already associated with image \"5448\": that name is already in use, or use --replace to instruct Podman to do so."
    )]
    [InlineData(
        "MA1421",
        "linux/ppc64le",
        "Error: creating build container: choosing an image from manifest list docker://127.0.0.1:5055/base:1: no image found in image index for architecture ppc64le, variant \"\", OS linux"
    )]
    [InlineData(
        "MA1421",
        "127.0.0.1:5055/base:1",
        "Error: [linux/ppc64le]: creating build container: choosing an image from manifest list docker://127.0.0.1:5055/base:1: no image found in image index for architecture \"ppc64le\", variant \"\", OS \"linux\""
    )]
    [InlineData(
        "MA1422",
        "FROM docker.io/library/base:1",
        "Error: creating build container: short-name \"base:1\" did not resolve to an alias and no unqualified-search registries are defined in \"/etc/containers/registries.conf\""
    )]
    [InlineData(
        "MA1423",
        "EnsureBinfmt",
        "process failed to start with error: fork/exec /bin/sh: exec format errorprocess exited with error: exec: not startedsubprocess exited with status 1\nError: building at STEP \"RUN uname -m > /arch\": exit status 1"
    )]
    [InlineData(
        "MA1424",
        "PodmanIsolation.Chroot",
        "error running container: creating container: cgroups in hybrid mode not supported, drop all controllers from cgroupv2\nError: building at STEP \"RUN x\": exit status 1"
    )]
    [InlineData(
        "MA1425",
        "localhost/z:1",
        "Error: reading image \"docker://localhost/z:1\": pinging container registry localhost: Get \"https://localhost/v2/\": dial tcp 127.0.0.1:443: connect: connection refused"
    )]
    [InlineData(
        "MA1425",
        "registry with the name localhost",
        "Error: creating build container: initializing source: pinging container registry localhost: Get \"https://localhost/v2/\": dial tcp: lookup localhost on 10.0.0.1:53: no such host"
    )]
    [InlineData("MA1426", "127.0.0.1:5057", "Error: logging into \"127.0.0.1:5057\": invalid username/password")]
    [InlineData(
        "MA1426",
        "PodmanLogin",
        "Error: copying image 1/2 from manifest list: trying to reuse blob sha256:9d at destination: checking whether a blob sha256:9d exists in 127.0.0.1:5057/p/app: unauthorized: authentication required"
    )]
    [InlineData(
        "MA1427",
        "permissions",
        "Error: writing blob: initiating layer upload to /v2/t/bb/blobs/uploads/ in 127.0.0.1:5057: denied"
    )]
    [InlineData(
        "MA1427",
        "permissions",
        "Error: trying to reuse blob sha256:9d at destination: denied: requested access to the resource is denied"
    )]
    [InlineData("MA1428", "/nonexist.json", "Error: checking authfile: stat /nonexist.json: no such file or directory")]
    [InlineData(
        "MA1429",
        "TlsVerify = false",
        "Error: authenticating creds for \"127.0.0.1:5057\": pinging container registry 127.0.0.1:5057: Get \"https://127.0.0.1:5057/v2/\": http: server gave HTTP response to HTTPS client"
    )]
    [InlineData(
        "MA1430",
        "CertDir",
        "Error: authenticating creds for \"127.0.0.1:5057\": pinging container registry 127.0.0.1:5057: Get \"https://127.0.0.1:5057/v2/\": x509: certificate signed by unknown authority"
    )]
    [InlineData(
        "MA1430",
        "CertDir",
        "Error: pinging container registry r: Get \"https://r/v2/\": tls: failed to verify certificate: x509: certificate is valid for other, not r"
    )]
    [InlineData(
        "MA1431",
        "connection refused",
        "Error: copying image 1/2 from manifest list: trying to reuse blob sha256:9d at destination: pinging container registry 127.0.0.1:1: Get \"https://127.0.0.1:1/v2/\": dial tcp 127.0.0.1:1: connect: connection refused"
    )]
    [InlineData(
        "MA1481",
        "nosuch.invalid",
        "Error: pinging container registry nosuch.invalid: Get \"https://nosuch.invalid/v2/\": dial tcp: lookup nosuch.invalid on 10.0.0.1:53: no such host"
    )]
    [InlineData(
        "MA1432",
        "Do not set All to false",
        "Error: Uploading manifest list failed, attempted the following formats: application/vnd.docker.distribution.manifest.list.v2+json(uploading manifest 1 to r/x: manifest blob unknown: blob unknown to registry)"
    )]
    [InlineData(
        "MA1433",
        "127.0.0.1:5977/a/b has no 99",
        "Error: setting up to read manifest and configuration from \"docker://127.0.0.1:5977/a/b:99\": reading manifest 99 in 127.0.0.1:5977/a/b: manifest unknown: manifest unknown"
    )]
    [InlineData("MA1434", "localhost/nono:1", "Error: inspecting object: localhost/nono:1: image not known")]
    [InlineData(
        "MA1434",
        "4c20",
        "Error: initializing source containers-storage:[overlay@/r+/rr]@d0ca: reading image: locating image with ID \"4c20\": image not known"
    )]
    [InlineData("MA1434", "127.0.0.1:5055/base:1", "Error: creating build container: 127.0.0.1:5055/base:1: image not known")]
    [InlineData(
        "MA1435",
        "vfs",
        "Error: database storage graph driver \"vfs\" does not match our storage graph driver \"overlay\": database configuration mismatch"
    )]
    [InlineData(
        "MA1428",
        "/nonexist.json",
        "Error: credential file is not accessible: faccessat /nonexist.json: no such file or directory"
    )]
    [InlineData(
        "MA1435",
        "Its driver is overlay, but vfs",
        "Error: database graph driver \"overlay\" does not match our graph driver \"vfs\": database configuration mismatch"
    )]
    [InlineData(
        "MA1436",
        "500 Internal Server Error",
        "Error: writing blob: initiating layer upload to /v2/t/bb/blobs/uploads/ in r: received unexpected HTTP status: 500 Internal Server Error"
    )]
    [InlineData("MA1482", "rate limited", "Error: writing blob: toomanyrequests: rate limited")]
    [InlineData(
        "MA1437",
        "system df",
        "Error: committing container for step: copying layers: write /bin/busybox: no space left on device): exit status 1"
    )]
    [InlineData("MA1438", "nope", "Error: failed to resolve active destination: \"nope\" service destination not found")]
    [InlineData("MA1438", "nope", "Error: read cli flags: connection \"nope\" not found")]
    [InlineData(
        "MA1438",
        "podman.socket",
        "Cannot connect to Podman. Please verify your connection\nError: unable to connect to Podman socket: Get \"http://d/v4.3.1/libpod/_ping\": dial unix /tmp/none.sock: connect: no such file or directory"
    )]
    [InlineData(
        "MA1439",
        "usermod --add-subuids",
        "Error: cannot set up namespace: no subuid ranges found for user \"pod\" in /etc/subuid"
    )]
    [InlineData(
        "MA1491",
        "HOME",
        "cannot find UID/GID for user pod: no subuid ranges found for user \"pod\" in /etc/subuid\ncannot determine user's homedir\nError: building at STEP \"RUN x\": exit status 1"
    )]
    public void What_podman_says_becomes_a_problem_that_names_what_matters(string id, string words, string output)
    {
        var problem = Explain(output).ShouldNotBeNull();

        problem.Id.ShouldBe(id);
        $"{problem.What} {problem.Why} {problem.Repair}".ShouldContain(words);
        problem.ToString().ShouldNotMatch(@"\{\w+\}");
        problem.Details.ShouldBe(output.Split('\n'));
    }

    /// <summary>Recorded from podman 4.3.1 and, where it says it otherwise, from 5.4.2.</summary>
    [Theory]
    [InlineData("MA1001", "a/b/c/d", "Error: invalid platform syntax for \"a/b/c/d\" (use OS/ARCH[/VARIANT][,...])")]
    [InlineData(
        "MA1001",
        "a/b/c/d",
        "Error: invalid platform syntax for --platform=\"a/b/c/d\": \"a/b/c/d\": cannot parse platform specifier: invalid argument"
    )]
    [InlineData("MA1406", "lower case", "Error: repository name must be lowercase")]
    [InlineData(
        "MA1406",
        "localhost/BAD:5 is not a valid name",
        "Error: parsing reference \"localhost/BAD:5\": repository name must be lowercase"
    )]
    [InlineData(
        "MA1406",
        "localhost/BAD:5 is not a valid name",
        "Error: tag localhost/BAD:5: invalid reference format: repository name must be lowercase"
    )]
    [InlineData(
        "MA1406",
        "localhost/BAD:1 is not a valid name",
        "Error: normalizing name \"localhost/BAD:1\": normalizing name \"localhost/BAD:1\": repository name must be lowercase"
    )]
    [InlineData("MA1406", "lower case", "Error: creating build container: repository name must be lowercase")]
    [InlineData(
        "MA1427",
        "permissions",
        "Error: copying image 1/1 from manifest list: writing blob: initiating layer upload to /v2/x/blobs/uploads/ in 127.0.0.1:5993: denied: not for you"
    )]
    [InlineData(
        "MA1433",
        "127.0.0.1:5991/base has no none",
        "Error: creating build container: initializing source docker://127.0.0.1:5991/base:none: reading manifest none in 127.0.0.1:5991/base: manifest unknown"
    )]
    [InlineData(
        "MA1434",
        "a4c3",
        "Error: initializing source containers-storage:[overlay@/r+/rr]@ace8: opening \"containers-storage:[overlay@/r+/rr]@a4c3\" as image source: reading image \"a4c3\": locating image with ID \"a4c3\": image not known"
    )]
    [InlineData(
        "MA1436",
        "503 Service Unavailable",
        "Error: copying image 1/1 from manifest list: writing blob: initiating layer upload to /v2/x/blobs/uploads/ in 127.0.0.1:5993: received unexpected HTTP status: 503 Service Unavailable"
    )]
    [InlineData(
        "MA1437",
        "TMPDIR",
        "Error: committing container for step {Command:copy}: copying layers and metadata for container \"7f6e\": initializing source containers-storage:working-container: storing layer \"1113\" to file: io: read/write on closed pipe"
    )]
    [InlineData(
        "MA1437",
        "TMPDIR",
        "Error: writing blob: storing blob to file \"/t/container_images_storage64/1\": write /t/container_images_storage64/1: no space left on device"
    )]
    [InlineData(
        "MA1439",
        "The owner of /x cannot be set",
        "Error: building at STEP \"COPY --chown=1000:1000 f /x\": storing \"/ctx/f\": error during bulk transfer for copier.request{Request:\"PUT\"}: copier: put: error setting ownership of \"/x\" to 1000:1000: lchown /x: invalid argument"
    )]
    [InlineData("MA1480", "The folder /dc has no config.json", "Error: checking authfile: stat /dc/config.json: no such file or directory")]
    [InlineData("MA1480", "DOCKER_CONFIG", "Error: stat /dc/config.json: no such file or directory")]
    [InlineData(
        "MA1482",
        "PodmanLogin",
        "Error: copying image 1/1 from manifest list: writing blob: initiating layer upload to /v2/x/blobs/uploads/ in 127.0.0.1:5993: toomanyrequests: rate limited"
    )]
    [InlineData(
        "MA1483",
        "read-only",
        "Error: copying image 1/1 from manifest list: writing blob: initiating layer upload to /v2/x/blobs/uploads/ in 127.0.0.1:5992: StatusCode: 405, Method not allowed\n"
    )]
    [InlineData(
        "MA1483",
        "read-only",
        "Error: copying image 1/1 from manifest list: writing blob: initiating layer upload to /v2/x/blobs/uploads/ in 127.0.0.1:5992: StatusCode: 405, \"Method not allowed\\n\""
    )]
    [InlineData(
        "MA1483",
        "mirror",
        "Error: copying image 1/1 from manifest list: writing blob: initiating layer upload to /v2/x/blobs/uploads/ in 127.0.0.1:5993: unsupported"
    )]
    [InlineData("MA1484", "podman manifest rm localhost/x:1", "Error: localhost/x:1: tag not known")]
    [InlineData(
        "MA1485",
        "127.0.0.1:5055/base:1",
        "Error: creating build container: locating pulled image \"127.0.0.1:5055/base:1\" name in containers storage: 127.0.0.1:5055/base:1: image not known"
    )]
    [InlineData(
        "MA1445",
        "sha256:00",
        "Error: removing from manifest list localhost/l:1: no instance matching digest \"sha256:00\" found in manifest list: file does not exist"
    )]
    [InlineData(
        "MA1445",
        "sha256:00",
        "Error: no Docker manifest matching digest \"sha256:00\" was found in list: no image instance matching the specified digest was found in the list or index"
    )]
    [InlineData("MA1445", "localhost/none:1", "Error: invalid image digest \"localhost/none:1\": invalid checksum digest format")]
    [InlineData("MA1487", "--nosuch", "Error: unknown flag: --nosuch\nSee 'podman build --help'")]
    [InlineData("MA1488", "no stage nosuch", "Error: The target \"nosuch\" was not found in the provided Dockerfile")]
    [InlineData("MA1488", "LABLE", "Error: building at STEP \"LABLE \": Build error: Unknown instruction: \"LABLE\" &imagebuilder.Step{}")]
    [InlineData(
        "MA1488",
        "The step COPY nosuch / needs it",
        "Error: building at STEP \"COPY nosuch /\": checking on sources under \"/ctx\": copier: stat: \"/nosuch\": no such file or directory"
    )]
    [InlineData(
        "MA1489",
        "/r/libpod/bolt_state.db cannot be written",
        "Error: opening database /r/libpod/bolt_state.db: open /r/libpod/bolt_state.db: read-only file system"
    )]
    [InlineData(
        "MA1489",
        "/r cannot be written",
        "Error: creating runtime static files directory \"/r/libpod\": mkdir /r: read-only file system"
    )]
    [InlineData(
        "MA1489",
        "TMPDIR",
        "Error: initializing destination containers-storage:[overlay@/r+/rr]base:1: creating a temporary directory: mkdir /t/storage22: read-only file system"
    )]
    [InlineData(
        "MA1490",
        "/s of the build context",
        "Error: building at STEP \"COPY . /x\": reading \"/ctx\": error during bulk transfer for copier.request{Request:\"GET\"}: copier: get: \"/\"(\"/\"): opening file for adding its contents to archive: open /s: permission denied"
    )]
    [InlineData(
        "MA1490",
        "chmod -R a+rX /ctx",
        "Error: building at STEP \"COPY . /x\": reading \"/ctx\": error encoding request for copier subprocess: write |1: broken pipe"
    )]
    [InlineData(
        "MA1490",
        "may not use /ctx/Containerfile",
        "Error: reading build instructions: open /ctx/Containerfile: permission denied"
    )]
    [InlineData("MA1490", "may not use /r/libpod", "Error: creating runtime static files directory: mkdir /r/libpod: permission denied")]
    [InlineData("MA1491", "HOME", "level=error msg=\"cannot determine user's homedir\"")]
    [InlineData("MA1491", "HOME", "Failed to obtain podman configuration: could not get either XDG_DATA_HOME or HOME")]
    [InlineData("MA1491", "HOME", "Error: creating runtime static files directory: mkdir /.local: permission denied")]
    [InlineData("MA1491", "HOME", "stat /pod/.config: no such file or directory")]
    [InlineData("MA1491", "HOME", "stat /.config: no such file or directory")]
    [InlineData("MA1492", "/x cannot be used", "level=error msg=\"XDG_RUNTIME_DIR directory \\\"/x\\\" is not owned by the current user\"")]
    [InlineData("MA1492", "/pod/rundir cannot be used", "level=error msg=\"mkdir /pod/rundir/libpod: no such file or directory\"")]
    [InlineData("MA1492", "/x/libpod cannot be used", "Failed to obtain podman configuration: mkdir /x/libpod: permission denied")]
    [InlineData(
        "MA1492",
        "/t/storage-run-12345 cannot be used",
        "path \"/t/storage-run-12345\" exists and it is not writeable only by the current user"
    )]
    [InlineData(
        "MA1493",
        "/nowhere",
        "Error: initializing destination containers-storage:[overlay@/r+/rr]base:1: creating a temporary directory: stat /nowhere: no such file or directory"
    )]
    [InlineData(
        "MA1493",
        "/nowhere",
        "Error: creating build container: checking platform of image base:1: inspecting image: open /nowhere/2101669257: no such file or directory"
    )]
    [InlineData(
        "MA1495",
        "/a/run, but /b/run",
        "Error: database storage temporary directory (runroot) \"/a/run\" does not match our storage temporary directory (runroot) \"/b/run\": database configuration mismatch"
    )]
    public void What_else_podman_says_becomes_a_problem_that_names_what_matters(string id, string words, string output) =>
        What_podman_says_becomes_a_problem_that_names_what_matters(id, words, output);

    [Theory]
    [InlineData(
        "wget: can't connect to remote host: dial tcp 10.0.0.1:80: connect: connection refused\nError: building at STEP \"RUN wget http://x\": exit status 1"
    )]
    [InlineData("access denied\nError: building at STEP \"RUN ./check denied\": exit status 7")]
    [InlineData("Error: [linux/s390x]: building at STEP \"RUN test unauthorized: \": exit status 1")]
    [InlineData(
        "cannot find UID/GID for user pod: no subuid ranges found for user \"pod\" in /etc/subuid\nError: building at STEP \"RUN x\": exit status 7"
    )]
    [InlineData("Error: something new")]
    [InlineData("")]
    public void What_a_step_says_is_not_taken_for_podmans_own_words(string output) => Explain(output).ShouldBeNull();

    [Theory]
    [InlineData("progress\nError: one thing\ndetail", "Error: one thing")]
    [InlineData(
        "Error: 2 errors occurred:\n\t* [linux/amd64]: building\n\t* [linux/arm64]: building\n",
        "Error: 2 errors occurred: * [linux/amd64]: building"
    )]
    [InlineData("Error: first\nError: second", "Error: second")]
    [InlineData("no reason", null)]
    [InlineData("", null)]
    public void The_line_in_which_podman_says_why_is_found(string output, string? line) =>
        PodmanFailures.Line(output.Split('\n')).ShouldBe(line);

    /// <summary>The last line as the isolations oci and chroot, and podman 4.9 and newer, end it.</summary>
    [Theory]
    [InlineData("Error: building at STEP \"RUN STEP\": exit status 1")]
    [InlineData("Error: building at STEP \"RUN STEP\": while running runtime: exit status 1")]
    [InlineData("Error: building at STEP \"RUN STEP\": error while running runtime: exit status 1")]
    [InlineData("Error: [linux/arm64]: building at STEP \"RUN STEP\": while running runtime: exit status 7")]
    public void A_step_that_fails_by_itself_is_not_explained_by_its_own_words(string last)
    {
        foreach (
            var words in new[]
            {
                "echo : denied",
                "echo x509: no",
                "echo no space left on device",
                "echo unauthorized: no",
                "mkdir /.cache: permission denied",
            }
        )
        {
            Explain($"{words}\n{last.Replace("RUN STEP", $"RUN {words}", StringComparison.Ordinal)}").ShouldBeNull(words);
        }
    }

    [Fact]
    public void A_file_whose_name_says_denied_is_no_registry() =>
        Explain(
            "Error: building at STEP \"COPY access-denied.html /\": checking on sources under \"/ctx\": copier: get: open /ctx/access-denied.html: permission denied"
        )!
            .Id.ShouldNotBe("MA1427");

    private static Problem? Explain(string output) =>
        PodmanFailures.Explain("podman x", output.Split('\n'), output.Split('\n'));
}
