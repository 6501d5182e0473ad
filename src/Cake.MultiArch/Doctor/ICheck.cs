namespace Cake.MultiArch.Doctor;

/// <summary>One thing that can make a run fail, looked at before it does. A check changes nothing.</summary>
internal interface ICheck
{
    /// <summary>The name in the output, in words with hyphens: <c>base-image</c>.</summary>
    string Name { get; }

    /// <summary>What has to be known before it can look.</summary>
    CheckNeeds Needs { get; }

    /// <summary>Whether every run looks, because it costs next to nothing; else only <c>DoctorMultiArch</c> does.</summary>
    bool IsCheap { get; }

    /// <summary>Looks.</summary>
    /// <param name="context">What is known, and what may be used.</param>
    /// <param name="token">Ends it.</param>
    /// <returns>One finding a thing that was looked at; none when there is nothing of the kind.</returns>
    /// <exception cref="Problems.MultiArchException">The run cannot succeed: a finding of its own.</exception>
    Task<IReadOnlyList<Finding>> RunAsync(CheckContext context, CancellationToken token);
}

/// <summary>What has to be known before a check can look.</summary>
[Flags]
internal enum CheckNeeds
{
    /// <summary>Only what is wanted.</summary>
    Nothing = 0,

    /// <summary>Which podman there is.</summary>
    Podman = 1,

    /// <summary>The stages of each platform's build, from the Containerfile in the source.</summary>
    Builds = 2 | Podman,
}
