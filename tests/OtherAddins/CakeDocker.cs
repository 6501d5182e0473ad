using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.Diagnostics;
using Cake.Core.Tooling;

// Names and parameters of the addin Cake.Docker, as far as they are near ours. It does nothing but say that it was called.
namespace Cake.Docker;

[CakeAliasCategory("Docker")]
[CakeNamespaceImport("Cake.Docker")]
public static class DockerAliases
{
    [CakeMethodAlias]
    public static void DockerBuild(this ICakeContext context, string path) => context.Log.Information($"Cake.Docker: build {path}");

    [CakeMethodAlias]
    public static void DockerManifestCreate(
        this ICakeContext context,
        DockerManifestCreateSettings settings,
        string manifestList,
        string manifest,
        params string[] manifests
    ) => context.Log.Information($"Cake.Docker: manifest create {manifestList}");
}

public sealed class DockerManifestCreateSettings : ToolSettings;
