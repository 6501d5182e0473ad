using System.Text.RegularExpressions;
using Cake.MultiArch.Containerfiles;

namespace Cake.MultiArch.Plan.Toolchains;

/// <summary>C and C++, with the cross compilers of Debian and Ubuntu.</summary>
/// <remarks>https://wiki.debian.org/CrossToolchains</remarks>
internal sealed partial class CToolchain : Toolchain
{
    private static readonly HashSet<string> Compilers = ["gcc", "g++", "cc", "c++", "clang", "clang++", "make", "cmake", "configure"];

    public override bool Runs(ShellCommand command) => Compilers.Contains(command.Program);

    public override IEnumerable<string> Lines(IReadOnlyList<string> commands) =>
    [
        "ARG TARGETARCH",
        Step(
        [
            "case $TARGETARCH in amd64) t=x86_64-linux-gnu ;; 386) t=i686-linux-gnu ;; arm64) t=aarch64-linux-gnu ;; "
                + "arm) t=arm-linux-gnueabihf ;; ppc64le) t=powerpc64le-linux-gnu ;; *) t=$TARGETARCH-linux-gnu ;; esac",
            "apt-get update",
            "apt-get install -y g++-$(echo $t | tr _ -)",
            .. commands.Select(ForTarget),
        ]),
    ];

    private static string ForTarget(string command) => Program().Replace(command, match => match.Groups["name"].Value switch
    {
        "make" => $"{match.Value} CC=$t-gcc CXX=$t-g++",
        "cmake" when Builds().IsMatch(command) => match.Value,
        "cmake" => $"{match.Value} -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_C_COMPILER=$t-gcc -DCMAKE_CXX_COMPILER=$t-g++",
        "configure" => $"{match.Value} --host=$t",
        "g++" or "c++" or "clang++" => "$t-g++",
        _ => "$t-gcc",
    }, 1);

    /// <summary>The program of the command: the first word that names one.</summary>
    [GeneratedRegex(
        @"(?<!\S)(?:\S*/)?(?<name>gcc|g\+\+|cc|c\+\+|clang|clang\+\+|make|cmake|configure)(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Program();

    /// <summary>The build folder already has its compiler.</summary>
    [GeneratedRegex(@"\s--(?:build|install)(?=[\s=])", RegexOptions.CultureInvariant)]
    private static partial Regex Builds();
}
