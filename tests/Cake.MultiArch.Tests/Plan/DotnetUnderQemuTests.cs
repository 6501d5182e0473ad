using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Plan;

public sealed class DotnetUnderQemuTests : IDisposable
{
    private static readonly Version Debian12 = new(4, 3, 1);
    private static readonly Version New = new(5, 8, 6);

    private readonly string _source = Directory.CreateTempSubdirectory("multiarch-dotnet-").FullName;

    public void Dispose() => Directory.Delete(_source, recursive: true);

    [Theory]
    [InlineData("RUN dotnet restore")]
    [InlineData("RUN dotnet build -c Release")]
    [InlineData("RUN dotnet -d publish")]
    [InlineData("RUN dotnet test && true")]
    [InlineData("RUN cd src; dotnet pack")]
    [InlineData("RUN true || /usr/share/dotnet/dotnet run")]
    [InlineData("RUN DOTNET_NOLOGO=1 dotnet msbuild")]
    [InlineData("RUN env A=b dotnet tool restore")]
    [InlineData("RUN dotnet workload install wasm-tools")]
    [InlineData("RUN dotnet new console && dotnet add package A")]
    [InlineData("RUN msbuild /t:Build")]
    [InlineData("RUN nuget restore")]
    [InlineData("RUN [\"dotnet\", \"publish\"]")]
    [InlineData("RUN bash -c 'dotnet build'")]
    [InlineData("RUN <<EOF\nset -e\ndotnet build\nEOF")]
    [InlineData("RUN --mount=type=cache,target=/nuget set -e && \\\n  dotnet restore")]
    public void A_command_of_the_SDK_is_warned_of(string run) => Warnings($"FROM sdk:8.0\n{run}\n", New).ShouldHaveSingleItem().Id.ShouldBe("MA1322");

    [Theory]
    [InlineData("RUN dotnet app.dll")]
    [InlineData("RUN dotnet --info")]
    [InlineData("RUN echo dotnet build")]
    [InlineData("RUN echo \"dotnet build\"")]
    [InlineData("RUN # dotnet build\n")]
    [InlineData("RUN cat <<EOF > help\ndotnet build\nEOF")]
    [InlineData("RUN dotnet-build")]
    [InlineData("COPY dotnet build")]
    [InlineData("ENTRYPOINT dotnet run")]
    public void Anything_else_is_not(string instruction) => Warnings($"FROM sdk:8.0\n{instruction}\nRUN true\n", New).ShouldBeEmpty();

    [Fact]
    public void What_runs_natively_is_not_warned_of()
    {
        Warnings("FROM sdk:8.0\nRUN dotnet build\n", New, "linux/amd64").ShouldBeEmpty();
        Warnings("FROM --platform=$BUILDPLATFORM sdk:8.0\nRUN dotnet build\n", New).ShouldBeEmpty();
        Warnings("FROM --platform=linux/amd64 sdk:8.0\nRUN dotnet build\n", Debian12).ShouldBeEmpty();
        Warnings("FROM sdk:8.0 AS unused\nRUN dotnet build\nFROM base\n", New).ShouldBeEmpty();
    }

    [Fact]
    public void One_warning_a_line_has_all_its_platforms_and_the_lines_that_cross_compile()
    {
        var warnings = Warnings("""
            FROM mcr.example.com/dotnet/sdk:8.0 AS restored
            WORKDIR /src
            RUN dotnet restore Web.csproj
            FROM restored AS build
            RUN dotnet publish Web.csproj --no-restore \
                -o /app && ls /app
            FROM mcr.example.com/dotnet/runtime:8.0
            COPY --from=build /app /app
            """, New, "linux/amd64,linux/arm64,linux/s390x").ToList();

        warnings.Select(warning => warning.Where).ShouldBe([$"{File}:3", $"{File}:5"]);
        warnings[1].What.ShouldBe("The .NET SDK will run under QEMU for linux/arm64, linux/s390x.");
        warnings[1].Why.ShouldContain("not supported under QEMU");
        warnings[1].Repair.ShouldContain("SDK 8");
        warnings[1].Details.ShouldBe([
            "FROM --platform=$BUILDPLATFORM mcr.example.com/dotnet/sdk:8.0 AS restored",
            "ARG TARGETARCH",
            "RUN dotnet publish -a $TARGETARCH Web.csproj --no-restore -o /app",
            "FROM --platform=$TARGETPLATFORM mcr.example.com/dotnet/runtime:8.0",
            "COPY --from=build …",
        ]);
    }

    [Fact]
    public void The_only_stage_of_a_file_gets_a_runtime_of_its_own() =>
        Warnings("FROM mcr.example.com/dotnet/sdk:8.0\nRUN [\"dotnet\", \"publish\", \"-o\", \"/app\"]\n", Debian12).ShouldHaveSingleItem().Details.ShouldBe([
            "FROM --platform=$BUILDPLATFORM mcr.example.com/dotnet/sdk:8.0 AS build",
            "ARG TARGETARCH",
            "RUN dotnet publish -a $TARGETARCH -o /app",
            "FROM --platform=$TARGETPLATFORM mcr.example.com/dotnet/aspnet:8.0",
            "COPY --from=build …",
        ]);

    [Fact]
    public void An_architecture_that_is_said_is_left_alone() =>
        Warnings("FROM sdk:8.0\nRUN dotnet publish -r linux-arm64 && dotnet test\n", New).ShouldHaveSingleItem().Details[2]
            .ShouldBe("RUN dotnet publish -r linux-arm64 && dotnet test");

    private string File => Path.Combine(_source, "Containerfile");

    private IReadOnlyList<Problem> Warnings(string containerfile, Version version, string platforms = "linux/arm64")
    {
        System.IO.File.WriteAllText(File, containerfile);
        var variables = InputTable.All.Select(input => input.Environment).OfType<string>().ToDictionary(name => name, _ => string.Empty);
        var cake = new TestCake(_source, [$"--platform={platforms}"], variables);
        var host = Host.From(cake.Context);
        var podman = new PodmanVersionInfo(new PodmanComponent(version, version.ToString(), version.ToString(), "", "", default, "linux/amd64"), Server: null);
        var settings = new SettingsReader(host, cake.Context.Arguments, new MultiArchDefinition()).Read();

        var plan = new Planner(host).Plan(SourceBuilds.Read(settings, _source, podman), [], "run1");

        return [.. DotnetUnderQemu.Warnings(plan.Builds)];
    }
}
