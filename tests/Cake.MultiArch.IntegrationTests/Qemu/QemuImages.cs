using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Qemu;

/// <summary>Images that have a real QEMU in them, as those of the two well-known projects do. They are made once a test class.</summary>
public sealed class QemuImages : IAsyncLifetime
{
    /// <summary>
    /// The repository whose tags are QEMU's names of architectures; the program has the static name, in /usr/bin, and the image Docker's
    /// format.
    /// </summary>
    public const string ByTag = "multiarch/qemu-user-static";

    /// <summary>
    /// An image with several programs under the plain name, and no command: in /usr/bin that for riscv64, in the root that for s390x.
    /// </summary>
    public const string Several = "tonistiigi/binfmt:qemu-v7.2";

    /// <summary>An image with a shell script, and with a program that is linked dynamically, under the name of QEMU.</summary>
    public const string Wrong = "wrong:1";

    private const string Script = """
        set -eu
        cd "$1"; address=$2; shift 2
        image() { podman "$@" build -q --layers=false -t "$address/$name" "$folder" > /dev/null; podman "$@" push -q --format $format --tls-verify=false "$address/$name" > /dev/null; }
        mkdir -p tagged/usr/bin several/usr/bin wrong/usr/bin
        cp /usr/bin/qemu-riscv64-static tagged/usr/bin/
        cp /usr/bin/qemu-riscv64-static several/usr/bin/qemu-riscv64
        cp /usr/bin/qemu-s390x-static several/qemu-s390x
        cp /bin/cat wrong/usr/bin/qemu-riscv64-static
        printf '#!/bin/sh\n' > wrong/usr/bin/qemu-s390x; chmod +x wrong/usr/bin/qemu-s390x
        for folder in tagged several wrong; do printf 'FROM scratch\nCOPY . /\n' > $folder/Containerfile; done
        format=v2s2 folder=tagged name=multiarch/qemu-user-static:riscv64; image "$@"
        format=oci folder=several name=tonistiigi/binfmt:qemu-v7.2; image "$@"
        folder=wrong name=wrong:1; image "$@"
        """;

    private readonly TestFolder _folder = new("qemu-images");

    private string Seed => _folder.Combine("seed");

    public async ValueTask InitializeAsync()
    {
        await using var store = await PodmanStore.CreateAsync();
        await using var registry = await LoopbackRegistry.StartAsync();
        _ = (
            await TestProgram.RunAsync(
                "sh",
                ["-c", Script, "sh", _folder.Path, registry.Address, .. store.GlobalArguments],
                store.Environment
            )
        ).Text;
        await registry.StopAsync();
        _ = (await TestProgram.RunAsync("cp", "-a", registry.DataFolder, Seed)).Text;
    }

    /// <summary>Starts a real registry that has them.</summary>
    public Task<LoopbackRegistry> StartRegistryAsync(LoopbackRegistryOptions? options = null) =>
        LoopbackRegistry.StartAsync((options ?? new LoopbackRegistryOptions()) with { Seed = Seed });

    public ValueTask DisposeAsync() => _folder.DisposeAsync();
}
