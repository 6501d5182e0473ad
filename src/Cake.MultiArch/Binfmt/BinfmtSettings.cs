using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Binfmt;

/// <summary>Which platforms a host has to run, and how it is made able to.</summary>
public sealed partial class BinfmtSettings
{
    /// <summary>The platforms to run; a platform converts from a string, for example <c>linux/arm64</c>. The host's own is native and needs nothing.</summary>
    public IList<Platform> Platforms { get; } = [];

    /// <summary>What may be done; by default missing handlers are registered when run as root.</summary>
    public BinfmtMode Mode { get; set; } = BinfmtMode.Auto;

    internal static BinfmtSettings For(IEnumerable<Platform> platforms, BinfmtMode mode = BinfmtMode.Auto)
    {
        var settings = new BinfmtSettings { Mode = mode };
        foreach (var platform in platforms)
        {
            settings.Platforms.Add(platform);
        }

        return settings;
    }
}
