namespace Cake.MultiArch.Binfmt;

/// <summary>What EnsureBinfmt may do to the host; the values of <c>--binfmt</c>.</summary>
public enum BinfmtMode
{
    /// <summary>Registers what is missing when run as root, and verifies otherwise.</summary>
    Auto,

    /// <summary>Changes nothing: fails if a platform cannot run.</summary>
    Verify,

    /// <summary>Registers what is missing; also as a user, if the host allows it.</summary>
    Register,

    /// <summary>
    /// As a user without any right on the host: registers in the user namespace that podman keeps for this user (Linux 6.7 or newer).
    /// The host's handlers are copied there too. The handlers serve every podman command of the user until
    /// <c>podman system migrate</c> or a restart of the machine.
    /// </summary>
    Rootless,

    /// <summary>Checks nothing. A build step of a platform that cannot run then fails with "exec format error".</summary>
    Off,
}
