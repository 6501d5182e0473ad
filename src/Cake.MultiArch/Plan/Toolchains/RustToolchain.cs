using System.Text.RegularExpressions;
using Cake.MultiArch.Containerfiles;

namespace Cake.MultiArch.Plan.Toolchains;

/// <summary>Rust. With musl as the C library it links for every platform itself.</summary>
/// <remarks>https://doc.rust-lang.org/rustc/platform-support.html</remarks>
internal sealed partial class RustToolchain : Toolchain
{
    public override bool Runs(ShellCommand command) => command is { Program: "cargo", Words: [_, "build" or "install", ..] };

    public override IEnumerable<string> Lines(IReadOnlyList<string> commands) =>
    [
        "ARG TARGETARCH",
        "ENV RUSTFLAGS=\"-C linker=rust-lld -C link-self-contained=yes\"",
        Step(
        [
            "case $TARGETARCH in amd64) t=x86_64-unknown-linux-musl ;; arm64) t=aarch64-unknown-linux-musl ;; "
                + "arm) t=armv7-unknown-linux-musleabihf ;; 386) t=i686-unknown-linux-musl ;; ppc64le) t=powerpc64le-unknown-linux-musl ;; "
                + "riscv64) t=riscv64gc-unknown-linux-musl ;; *) t=$TARGETARCH-unknown-linux-musl ;; esac",
            "rustup target add $t",
            .. commands.Select(ForTarget),
        ]),
    ];

    private static string ForTarget(string command) => command.Contains("--target", StringComparison.Ordinal)
        ? command
        : Compiling().Replace(command, "$0 --target $$t", 1);

    [GeneratedRegex(@"\bcargo\s+(?:build|install)(?=\s|$)", RegexOptions.CultureInvariant)]
    private static partial Regex Compiling();
}
