namespace Cake.MultiArch.Binfmt;

/// <summary>What EnsureBinfmt may do to the host; the values of <c>--binfmt</c>.</summary>
public enum BinfmtMode
{
    /// <summary>Registers what is missing when run as root, and verifies otherwise.</summary>
    Auto,

    /// <summary>Changes nothing: fails when a platform cannot be run.</summary>
    Verify,

    /// <summary>Registers what is missing; as a user too, where the host lets one.</summary>
    Register,

    /// <summary>
    /// As a user without any right on the host: registers in the user namespace that podman keeps for this user (Linux 6.7 or newer),
    /// with the
    /// host's handlers beside. They serve every podman command of the user until <c>podman system migrate</c>, or the machine starts again.
    /// </summary>
    Rootless,

    /// <summary>Looks at nothing. A build step of a platform that cannot be run then fails with "exec format error".</summary>
    Off,
}
