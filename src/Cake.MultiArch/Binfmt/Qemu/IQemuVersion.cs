using Cake.MultiArch.Hosting.Processes;

namespace Cake.MultiArch.Binfmt.Qemu;

/// <summary>Asks a program for its version.</summary>
internal interface IQemuVersion
{
    /// <summary>Runs <c>PROGRAM --version</c>.</summary>
    /// <exception cref="Problems.MultiArchException">The program cannot be started, or does not end.</exception>
    Task<ProcessOutcome> AskAsync(string program, CancellationToken token);
}
