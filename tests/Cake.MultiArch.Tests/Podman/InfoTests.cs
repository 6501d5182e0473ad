using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

public sealed class InfoTests : PodmanTest
{
    public InfoTests() => Fake.Version("5.8.0");

    [Fact]
    public void What_podman_says_becomes_a_record()
    {
        Fake.On("info")
            .Out(
                """
                {"host":{"arch":"arm","variant":"v7","os":"linux","kernel":"6.1.0","cpus":4,"memTotal":8589934592,"memFree":1024,"buildahVersion":"1.41.0",
                  "cgroupManager":"systemd","cgroupVersion":"v2","cgroupControllers":["cpu","memory"],"networkBackend":"netavark","serviceIsRemote":true,
                  "distribution":{"distribution":"debian","version":"13"},"ociRuntime":{"name":"crun","path":"/usr/bin/crun"},
                  "security":{"rootless":true,"seccompEnabled":true,"selinuxEnabled":false,"apparmorEnabled":true},"emulatedArchitectures":["linux/amd64","linux/s390x"]},
                 "store":{"graphRoot":"/g","runRoot":"/run","graphDriverName":"overlay","graphRootAllocated":100,"graphRootUsed":40,"configFile":"/s.conf",
                  "imageCopyTmpDir":"/var/tmp","volumePath":"/v","imageStore":{"number":6},"containerStore":{"number":2}},
                 "registries":{"search":["docker.io","quay.io"],"127.0.0.1:5000":{"Insecure":true,"Blocked":false},"bad.example.com":{"Insecure":false,"Blocked":true}},
                 "version":{"Version":"5.8.0"}}
                """
            );

        var info = Context.PodmanInfo();

        info.Version.ShouldBe("5.8.0");
        info.Host.Platform.ShouldBe((Platform)"linux/arm/v7");
        info.Host.EmulatedPlatforms.ShouldBe(["linux/amd64", "linux/s390x"]);
        (info.Host with { CgroupControllers = [], EmulatedPlatforms = null }).ShouldBe(
            new PodmanInfoHost(
                "linux/arm/v7",
                "6.1.0",
                "debian 13",
                4,
                8589934592,
                1024,
                IsRootless: true,
                ServiceIsRemote: true,
                "v2",
                "systemd",
                [],
                "crun",
                "/usr/bin/crun",
                "netavark",
                "1.41.0",
                IsSeccompEnabled: true,
                IsSelinuxEnabled: false,
                IsAppArmorEnabled: true,
                null
            )
        );
        info.Host.CgroupControllers.ShouldBe(["cpu", "memory"]);
        info.Store.ShouldBe(new PodmanInfoStore("/g", "/run", "overlay", 100, 40, "/s.conf", "/var/tmp", "/v", 6, 2));
        info.Registries.Search.ShouldBe(["docker.io", "quay.io"]);
        info.Registries.Insecure.ShouldBe(["127.0.0.1:5000"]);
        info.Registries.Blocked.ShouldBe(["bad.example.com"]);
        Fake.Call("info").Arguments.ShouldBe(["info", "--format=json"]);
    }

    [Fact]
    public void What_podman_leaves_out_is_empty_and_not_known()
    {
        Fake.On("info")
            .Out(
                """{"host":{"os":"linux","arch":"amd64","cgroupControllers":null},"store":{},"registries":{},"version":{"Version":"4.3.1"}}"""
            );

        var info = Context.PodmanInfo(new PodmanInfoSettings { Root = "/r" });

        info.Host.EmulatedPlatforms.ShouldBeNull();
        info.Host.CgroupControllers.ShouldBeEmpty();
        info.Registries.Search.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("Cannot say")]
    public void Another_answer_is_refused(string answer)
    {
        Fake.On("info").Out(answer);

        Should.Throw<MultiArchException>(() => Context.PodmanInfo()).Problem.Id.ShouldBe("MA1405");
    }
}
