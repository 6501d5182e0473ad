using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.IntegrationTests.Pipeline;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Binfmt;

/// <summary>A host that has QEMU and no handler, with the whole pipeline and nothing done by hand.</summary>
public sealed class FreshHostTests(BaseImages baseImages)
{
    [Fact]
    public async Task Builds_for_four_architectures_and_a_second_run_changes_nothing()
    {
        await CakeRunner.PrepareAsync();
        await using var host = new IsolatedHost();
        await using var store = await PodmanStore.CreateAsync();
        var fourth = Path.Combine(Path.GetDirectoryName(baseImages.RootsFolder)!, "ppc64le");
        _ = (await TestProgram.RunAsync("sh", Path.Combine(BaseImages.RepositoryRoot, "eng", "busybox-rootfs.sh"), fourth, "ppc64le")).Text;

        var lines = await host.RunAsync(
            """
            mkdir "$D/context"; cp -a "$ROOTS/amd64" "$ROOTS/arm64" "$ROOTS/s390x" "$FOURTH/ppc64le" "$D/context"
            printf 'FROM scratch\nARG TARGETARCH\nCOPY ${TARGETARCH}/ /\nRUN test "$(uname -m)" = x86_64 || uname -m > /cpu\n' > "$D/context/Containerfile"
            unset DOTNET_ROOT
            build() {
              dotnet cake "$SCRIPT" --target=BuildMultiArch --context="$D/context" --report="$D/$1" --image="oci:$D/image" --strategy=separate \
                --platform=linux/amd64,linux/arm64,linux/s390x,linux/ppc64le > "$D/$1.log" 2>&1 || { cat "$D/$1.log" >&2; exit 1; }
              ls -i --full-time $B > "$D/$1.state"; cat $B/qemu-* >> "$D/$1.state"
            }
            build first; build second
            cmp "$D/first.state" "$D/second.state" && echo unchanged
            ls $B
            grep -h 'emulated  /' "$D/first.log" "$D/second.log" | sed 's/  */ /g' | cut -d ' ' -f 1-4,6-
            """,
            new Dictionary<string, string?>(CakeRunner.Clean)
            {
                ["ROOTS"] = baseImages.RootsFolder,
                ["FOURTH"] = fourth,
                ["SCRIPT"] = CakeRunner.Script,
                ["CONTAINERS_CONF"] = store.ContainersConf,
                ["CONTAINERS_STORAGE_CONF"] = store.StorageConf,
                ["STORAGE_DRIVER"] = "vfs",
                ["BUILDAH_ISOLATION"] = "chroot",
            });

        lines.ShouldBe(
        [
            "unchanged",
            "qemu-aarch64",
            "qemu-ppc64le",
            "qemu-s390x",
            "register",
            "status",
            .. Rows("registered"),
            .. Rows("as it was"),
        ]);
        var report = JObject.Parse(
            await File.ReadAllTextAsync(Path.Combine(host.Folder, "first", "multiarch-report.json"), TestContext.Current.CancellationToken)
        );
        report["binfmt"]!["platforms"]!
            .Select(platform => $"{platform["platform"]} {platform["mode"]} {platform["registered"]}")
            .ShouldBe(["linux/arm64 emulated True", "linux/s390x emulated True", "linux/ppc64le emulated True"]);
        report["images"]![0]!["platforms"]!
            .Select(platform => $"{platform["status"]} {platform["mode"]}")
            .ShouldBe(["succeeded native", "succeeded emulated", "succeeded emulated", "succeeded emulated"]);

        static IEnumerable<string> Rows(string handler) => new[] { ("arm64", "aarch64"), ("s390x", "s390x"), ("ppc64le", "ppc64le") }
            .Select(names => $"linux/{names.Item1} emulated /usr/bin/qemu-{names.Item2}-static POF {handler}");
    }
}
