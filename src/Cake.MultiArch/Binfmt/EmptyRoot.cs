namespace Cake.MultiArch.Binfmt;

/// <summary>
/// A way to run a program in a root folder that holds nothing else, like the first program of a container. Only there a test shows
/// whether a handler's interpreter was fixed at registration (flag F).
/// </summary>
/// <param name="Program">The program that changes the root.</param>
/// <param name="Before">Its arguments before the folder and the program.</param>
internal sealed record EmptyRoot(string Program, IReadOnlyList<string> Before)
{
    /// <summary>
    /// The ways for which this host has programs, the likeliest first. A user changes the root in a user namespace: podman's or a new one.
    /// Whether a way works is only known after it is used.
    /// </summary>
    public static IReadOnlyList<EmptyRoot> Find(ProgramSearch programs, bool isPrivileged, StepNamespace steps)
    {
        if (programs.Find("chroot") is not { } chroot)
        {
            return [];
        }

        var ways = new List<EmptyRoot>();
        if (isPrivileged || !steps.IsOwn)
        {
            ways.Add(new EmptyRoot(chroot, []));
        }

        if (steps.IsOwn && programs.Find("unshare") is { } unshare)
        {
            ways.Add(new EmptyRoot(unshare, ["-U", "-r", chroot]));
        }

        return ways;
    }
}
