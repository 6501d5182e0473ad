using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Qemu;

/// <summary>A real registry with images that have a real QEMU in them, as those of the two well-known projects do.</summary>
public static class QemuImages
{
    /// <summary>The repository whose tags are QEMU's names of architectures; the program has the static name, in /usr/bin.</summary>
    public const string ByTag = "multiarch/qemu-user-static";

    /// <summary>An image with several programs under the plain name, and no command: in /usr/bin that for riscv64, in the root that for s390x.</summary>
    public const string Several = "tonistiigi/binfmt:qemu-v7.2";

    /// <summary>An image with a shell script, and with a program that is linked dynamically, under the name of QEMU.</summary>
    public const string Wrong = "wrong:1";

    private const string Script = """
        set -eu
        cd "$1"; address=$2; shift 2
        image() { podman "$@" build -q --layers=false -t "$address/$name" "$folder" > /dev/null; podman "$@" push -q --tls-verify=false "$address/$name" > /dev/null; }
        mkdir -p tagged/usr/bin several/usr/bin wrong/usr/bin
        cp /usr/bin/qemu-riscv64-static tagged/usr/bin/
        cp /usr/bin/qemu-riscv64-static several/usr/bin/qemu-riscv64
        cp /usr/bin/qemu-s390x-static several/qemu-s390x
        cp /bin/cat wrong/usr/bin/qemu-riscv64-static
        printf '#!/bin/sh\n' > wrong/usr/bin/qemu-s390x; chmod +x wrong/usr/bin/qemu-s390x
        for folder in tagged several wrong; do printf 'FROM scratch\nCOPY . /\n' > $folder/Containerfile; done
        folder=tagged name=multiarch/qemu-user-static:riscv64; image "$@"
        folder=several name=tonistiigi/binfmt:qemu-v7.2; image "$@"
        folder=wrong name=wrong:1; image "$@"
        """;

    /// <summary>Starts it.</summary>
    public static async Task<LoopbackRegistry> StartRegistryAsync(LoopbackRegistryOptions? options = null)
    {
        await using var store = await PodmanStore.CreateAsync();
        await using var folder = new TestFolder("qemu-images");
        await using var seed = await LoopbackRegistry.StartAsync();
        _ = (await TestProgram.RunAsync("sh", ["-c", Script, "sh", folder.Path, seed.Address, .. store.GlobalArguments], store.Environment)).Text;
        await seed.StopAsync();
        return await LoopbackRegistry.StartAsync((options ?? new LoopbackRegistryOptions()) with { Seed = seed.DataFolder });
    }
}
