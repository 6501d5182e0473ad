using System.Runtime.InteropServices;
using System.Text;
using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>
/// The repository's scripts in a folder of their own, with a PATH that holds a chosen shell, the system's everyday tools and
/// stand-ins for the programs that would change the host or need a network.
/// </summary>
internal sealed class Checkout : IAsyncDisposable
{
    private static readonly string[] Tools =
    [
        "cat", "chmod", "cp", "cut", "dirname", "env", "find", "grep", "head", "mkdir", "mktemp", "mv", "rm", "sed", "sha256sum",
        "sleep", "sort", "touch", "tr",
    ];

    // The program whose presence stands for QEMU depends on the machine. The tests play the other machine, so that a
    // handler registered on this one is never found.
    private static readonly string Machine = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "x86_64" : "aarch64";

    private readonly TestFolder _folder = new("bootstrap");

    public Checkout(string shell = "dash")
    {
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Bin);
        Directory.CreateDirectory(Home);
        var program = Programs.Find(shell);
        File.CreateSymbolicLink(Path.Combine(Bin, "sh"), program);
        foreach (var tool in Tools)
            File.CreateSymbolicLink(Path.Combine(Bin, tool), shell == "busybox" ? program : Programs.Find(tool));

        foreach (
            var file in (string[])
                [
                    "build.sh",
                    "build.ps1",
                    "global.json",
                    ".editorconfig",
                    "Directory.Build.props",
                    "Directory.Build.targets",
                    "Directory.Packages.props",
                ]
        )
            File.Copy(Sources.PathOf(file), PathOf(file));
        Directory.CreateDirectory(PathOf("eng"));
        foreach (var file in Directory.GetFiles(Sources.PathOf("eng")))
            File.Copy(file, Path.Combine(PathOf("eng"), Path.GetFileName(file)));
        Directory.CreateDirectory(PathOf("src/Cake.MultiArch"));
        Write(".config/dotnet-tools.json", "{}");
        Write("src/Cake.MultiArch/Addin.cs", "// one\n");
        Write("build.cake", "// script one\n");
        Write("recipes/multiarch.cake", "// recipe\n");

        AddProgram("id", "echo \"${FAKE_UID:-0}\"");
        AddProgram("uname", $"echo {Machine}");
        AddProgram("dotnet", FakeDotNet);
    }

    public string Root => _folder.Combine("check out");

    public string Home => _folder.Combine("home");

    public Dictionary<string, string> Variables { get; } = new(StringComparer.Ordinal);

    /// <summary>The program that says that QEMU is installed.</summary>
    public static string Qemu => Machine == "aarch64" ? "qemu-x86_64-static" : "qemu-aarch64-static";

    private string Bin => _folder.Combine("bin");

    private string State => _folder.Combine("state");

    // It answers like the SDK, compiles by putting the sources one behind the other, and as Cake notes what it was given.
    private string FakeDotNet =>
        $$"""
            state='{{State}}'
            mkdir -p "$state"
            echo "$*" >>"$state/dotnet"
            case $1 in
                tool)
                    [ ! -e "$state/no-feed" ] || { echo 'The feed did not answer.'; exit 1; }
                    [ ! -e "$state/busy" ] || { rm "$state/busy"; echo 'The file cannot be accessed because it is being used by another process.'; exit 1; }
                    ;;
                build)
                    [ ! -e "$state/no-build" ] || { echo 'Addin.cs(1,1): error CS1002: ; expected'; exit 1; }
                    for argument in "$@"; do
                        case $argument in -p:AddinStage=*) out=artifacts/addin/${argument#*=}/out ;; esac
                    done
                    mkdir -p "$out"
                    cat src/Cake.MultiArch/*.cs >"$out/Cake.MultiArch.dll"
                    for file in CliWrap.dll ZstdSharp.dll Cake.MultiArch.pdb Cake.MultiArch.xml; do echo "$file" >"$out/$file"; done
                    [ ! -e "$state/slow-build" ] || sleep 1
                    echo 'Build succeeded.'
                    ;;
                cake)
                    if [ -n "${CAKE_PATHS_CACHE:-}" ]; then
                        [ ! -e "$state/no-script" ] || { echo 'build.cake(1,1): error CS1002: ; expected'; exit 1; }
                        mkdir -p "$CAKE_PATHS_CACHE"
                        cat build.cake >"$CAKE_PATHS_CACHE/script.dll"
                        exit
                    fi
                    shift
                    for argument in "$@"; do printf '%s\0' "$argument"; done >"$state/arguments"
                    env >"$state/environment"
                    cat artifacts/addin/addin.cake >"$state/addin.cake"
                    echo 'the words of Cake'
                    [ ! -e "$state/wait" ] || { trap 'exit 42' TERM; touch "$state/waiting"; while :; do sleep 0.1; done; }
                    [ ! -e "$state/exit-code" ] || exit "$(cat "$state/exit-code")"
                    ;;
            esac
            """;

    public string PathOf(string relative) => Path.Combine(Root, relative);

    public void Write(string relative, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(relative))!);
        File.WriteAllText(PathOf(relative), text);
    }

    /// <summary>A file that steers the stand-ins or that they wrote.</summary>
    public string StateOf(string name)
    {
        Directory.CreateDirectory(State);
        return Path.Combine(State, name);
    }

    public string[] Calls(string program) => File.Exists(StateOf(program)) ? File.ReadAllLines(StateOf(program)) : [];

    /// <summary>The arguments that Cake was started with, or null when it was not.</summary>
    public string[]? CakeArguments => File.Exists(StateOf("arguments"))
        ? File.ReadAllText(StateOf("arguments")).Split('\0')[..^1]
        : null;

    /// <summary>The folder of the addin that Cake was to load.</summary>
    public string LoadedAddin => File.ReadAllLines(StateOf("addin.cake"))
        .Single(line => line.StartsWith("#r ", StringComparison.Ordinal)).Split('"', '/')[1];

    public void AddProgram(string name, string script = "")
    {
        var path = Path.Combine(Bin, name);
        File.Delete(path);
        File.WriteAllText(path, $"#!{Path.Combine(Bin, "sh")}\n{script}\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void AddPrograms(params string[] names)
    {
        foreach (var name in names)
            AddProgram(name);
    }

    public void Link(string tool) => File.CreateSymbolicLink(Path.Combine(Bin, tool), Programs.Find(tool));

    public void Remove(string program) => File.Delete(Path.Combine(Bin, program));

    public void MoveDotNetTo(string path) => File.Move(Path.Combine(Bin, "dotnet"), path);

    /// <summary>A package manager that notes its command line and installs by making the programs of the packages.</summary>
    public void AddPackageManager(string name) => AddProgram(name, $$"""
        echo "{{name}} $*" >>'{{StateOf("packages")}}'
        [ ! -e '{{StateOf("no-packages")}}' ] || { echo 'Unable to locate package'; exit 100; }
        for package in "$@"; do
            case $package in
                -* | update | install | add | APT::*) continue ;;
                qemu-user-static | qemu-x86_64 | qemu-aarch64) program={{Qemu}} ;;
                uidmap | shadow-utils | shadow-uidmap) program=newuidmap ;;
                ShellCheck) program=shellcheck ;;
                libcap2-bin | libcap | libcap-setcap) program=setcap ;;
                rpm | rpm-build) program=rpmbuild ;;
                createrepo-c) program=createrepo_c ;;
                *) program=$package ;;
            esac
            echo 'exit 0' >'{{Bin}}'/$program
            chmod 700 '{{Bin}}'/$program
        done
        """);

    public Task<Finished> BuildAsync(params string[] arguments) => Start(arguments).Ended;

    public (int Id, Task<Finished> Ended) Start(params string[] arguments) =>
        Programs.Start(Root, Environment(), Path.Combine(Bin, "sh"), ["./build.sh", .. arguments]);

    public Dictionary<string, string> Environment() => new(Variables, StringComparer.Ordinal)
    {
        ["PATH"] = Bin,
        ["HOME"] = Home,
        ["TMPDIR"] = _folder.Path,
    };

    public ValueTask DisposeAsync() => _folder.DisposeAsync();
}
