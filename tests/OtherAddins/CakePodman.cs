using Cake.Core;
using Cake.Core.Annotations;
using Cake.Core.Diagnostics;
using Cake.Core.Tooling;
using Cake.Podman.Commands;

// Names and parameters of the addin Cake.Podman, as far as they meet ours. It does nothing but say that it was called.
namespace Cake.Podman.Aliases
{
    [CakeAliasCategory("Podman")]
    public static class PodmanAlias
    {
        [CakeMethodAlias]
        public static void PodmanBuild(this ICakeContext context, string target) => Say(context, "build", target);

        [CakeMethodAlias]
        public static void PodmanBuild(this ICakeContext context, PodmanBuildOptions options, string target) =>
            Say(context, "build with options", target);

        [CakeMethodAlias]
        public static IEnumerable<string> PodmanImageInspect(this ICakeContext context, string image)
        {
            Say(context, "image inspect", image);
            return [];
        }

        [CakeMethodAlias]
        public static void PodmanLogin(this ICakeContext context, string username, string password, string? registry = null) =>
            Say(context, "login", $"{registry}");

        [CakeMethodAlias]
        public static void PodmanImageTag(this ICakeContext context, string image, params string[] targetName) =>
            Say(context, "image tag", image);

        private static void Say(ICakeContext context, string command, string operand) =>
            context.Log.Information($"Cake.Podman: {command} {operand}");
    }
}

namespace Cake.Podman.Commands
{
    public sealed class PodmanBuildOptions : ToolSettings;
}
