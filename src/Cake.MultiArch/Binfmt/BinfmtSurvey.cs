using Cake.MultiArch.Elf;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Binfmt;

/// <summary>Finds out which platforms run where build steps run. Changes nothing.</summary>
/// <param name="probe">Runs the test programs.</param>
/// <param name="folder">The folder of binfmt_misc there.</param>
/// <param name="native">The host's architecture; null if it is not known.</param>
/// <param name="buildah">What a build does to the handlers before it runs a step.</param>
internal sealed class BinfmtSurvey(IProgramProbe probe, BinfmtFolder folder, ElfArchitecture? native, BuildahHandlers buildah)
{
    /// <summary>The architecture to emulate; null if the platform is the host's own or has no emulator.</summary>
    public ElfArchitecture? Foreign(Platform platform) =>
        platform.Os == "linux" && !IsNative(platform) ? ElfArchitecture.Find(platform.Architecture) : null;

    /// <summary>One answer per platform, in the given order.</summary>
    public async Task<IReadOnlyList<PlatformAnswer>> AskAsync(IEnumerable<Platform> platforms, CancellationToken token)
    {
        var wanted = platforms.Distinct().ToList();
        var architectures = wanted.Select(Foreign).OfType<ElfArchitecture>().Distinct().ToList();
        if (architectures.Count == 0)
        {
            return [.. wanted.Select(WithoutProbe)];
        }

        var outcomes = await probe.RunAsync(architectures, token);
        var diagnosis = new BinfmtDiagnosis(folder.Path, await folder.ReadAsync(token), native);
        var replacement = await buildah.ReplacementAsync(token);
        return [.. wanted.Select(Answer)];

        PlatformAnswer Answer(Platform platform)
        {
            if (Foreign(platform) is not { } architecture)
            {
                return WithoutProbe(platform);
            }

            var answer = diagnosis.Of(platform, architecture, outcomes[architecture]);
            return
                answer is PlatformAnswer.Supported { Support.Mode: SupportMode.Emulated }
                && replacement is not null
                && replacement.InForce(architecture) is null
                ? new PlatformAnswer.Unsupported(platform, architecture, BinfmtProblems.HiddenByBuildah(architecture))
                : answer;
        }
    }

    /// <summary>Whether the programs of an architecture run now.</summary>
    public async Task<bool> RunsAsync(ElfArchitecture architecture, CancellationToken token) =>
        (await AskAsync([new Platform("linux", architecture.Name)], token)).All(answer => answer is PlatformAnswer.Supported);

    private bool IsNative(Platform platform) => platform.Os == "linux" && native is not null && platform.Architecture == native.Name;

    private PlatformAnswer WithoutProbe(Platform platform) => IsNative(platform)
        ? new PlatformAnswer.Supported(new PlatformSupport(platform, SupportMode.Native))
        : new PlatformAnswer.Unsupported(platform, null, BinfmtProblems.UnknownArchitecture(platform));
}
