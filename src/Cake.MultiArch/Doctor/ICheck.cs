namespace Cake.MultiArch.Doctor;

/// <summary>Checks one thing that can make a run fail, before the run. A check changes nothing.</summary>
internal interface ICheck
{
    /// <summary>The name in the output, words with hyphens: <c>base-image</c>.</summary>
    string Name { get; }

    /// <summary>What has to be known before the check can run.</summary>
    CheckNeeds Needs { get; }

    /// <summary>True if every run does the check, because it costs almost nothing; false if only <c>DoctorMultiArch</c> does.</summary>
    bool IsCheap { get; }

    /// <param name="context">What is known, and what may be used.</param>
    /// <param name="token">Cancels the check.</param>
    /// <returns>One finding per thing that was checked; none if there is nothing to check.</returns>
    /// <exception cref="Problems.MultiArchException">The run cannot succeed. The caller makes a finding of it.</exception>
    Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token);
}

/// <summary>What has to be known before a check can run.</summary>
[Flags]
internal enum CheckNeeds
{
    /// <summary>Only the settings.</summary>
    Nothing = 0,

    /// <summary>The version of podman.</summary>
    Podman = 1,

    /// <summary>The stages of each platform's build, from the Containerfile in the source.</summary>
    Builds = 2 | Podman,
}
