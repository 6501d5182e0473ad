using Cake.MultiArch.Git;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Hosting.Processes;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Report;
using Cake.MultiArch.Testing;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Plan;

/// <summary>What <c>PlanMultiArch</c> writes. The integration tests paste its commands into a shell.</summary>
public sealed class PlanTextTests : IDisposable
{
    private const string Password = "pass word'1";

    private static readonly PodmanVersionInfo Debian12 = Podman(new(4, 3, 1));
    private static readonly PodmanVersionInfo New = Podman(new(5, 8, 6));

    private readonly string _source = Directory.CreateTempSubdirectory("multiarch-plan-").FullName;

    public void Dispose() => Directory.Delete(_source, recursive: true);

    [Fact]
    public void A_file_of_several_stages() => Approve("Stages", Debian12, """
        FROM --platform=$BUILDPLATFORM registry.example.com/sdk:1 AS assets
        RUN make assets
        FROM --platform=$BUILDPLATFORM \
            registry.example.com/sdk:1 AS build
        ARG TARGETARCH
        RUN make ARCH=$TARGETARCH
        FROM registry.example.com/base:1 AS tools
        RUN go build -o /tool ./cmd/tool
        FROM registry.example.com/base:1
        COPY --from=assets /a /a
        COPY --from=build /b /b
        COPY --from=tools /tool /tool
        """, "--image=registry.example.com/demo/web:1", "--image=other.example.com/web:1");

    [Fact]
    public void The_same_file_on_a_podman_that_reads_it_as_it_is() => Approve("NewPodman", New, """
        FROM --platform=$BUILDPLATFORM registry.example.com/sdk:1 AS build
        ARG TARGETARCH
        RUN make ARCH=$TARGETARCH
        FROM registry.example.com/base:1
        COPY --from=build /b /b
        """, "--image=registry.example.com/demo/web:1");

    [Fact]
    public void Builds_of_their_own_with_a_login_and_a_layout() => Approve("Separate", Debian12, """
        FROM --platform=$BUILDPLATFORM registry.example.com/sdk:1 AS build
        ARG TOKEN
        RUN make
        FROM scratch
        COPY --from=build /b /b
        """, "--image=registry.example.com/demo/web:1", "--image=oci:out/web:1", "--platform=linux/amd64,linux/arm/v7", "--build-arg=TOKEN", "--registry-username=ci", "--binfmt=verify");

    [Fact]
    public void Secrets_of_the_build() => Approve("Secrets", New, """
        FROM registry.example.com/base:1
        RUN --mount=type=secret,id=npm --mount=type=secret,id=key make
        """, "--image=registry.example.com/demo/web:1", "--secret=id=npm,env=TOKEN", "--secret=id=key,src=Containerfile");

    [Fact]
    public void The_default_layout() => Approve("DefaultLayout", New, "FROM registry.example.com/base:1\nCOPY . /\n");

    [Fact]
    public void The_document_has_the_keys_that_are_documented_and_no_others()
    {
        var document = JObject.Parse(new RedactedJson(new Secrets()).Of(Text(New, "FROM registry.example.com/base:1 AS a\nRUN <<E\nmake\nE\n", []).Document()));

        document.ToString(Newtonsoft.Json.Formatting.None).Replace(_source, "/src", StringComparison.Ordinal).ShouldStartWith(
            """{"schemaVersion":1,"images":[{"name":"plan","platforms":[{"platform":"linux/amd64","mode":"native","builder":"local","stages":[{"name":"a","line":1,"mode":"native","shared":false}],"emulatedSteps":[]},{"platform":"linux/arm64","mode":"emulated","builder":"local","stages":[{"name":"a","line":1,"mode":"emulated","shared":false}],"emulatedSteps":[{"file":"Containerfile","line":2}]}]}],"commands":[["""
                .Replace("\"plan\"", $"\"{Name}\"", StringComparison.Ordinal));
        document["commands"]!.ShouldAllBe(command => command.Type == JTokenType.Array && command.All(word => word.Type == JTokenType.String));
        document["ownSteps"]!.Select(step => (string)step["stage"]!)
            .ShouldBe(["EnsureBinfmt", "Build", "VerifyFiles", "Assemble", "Push", "Verify", "Tag", "CleanUp"]);
        document["ownSteps"]!.ShouldAllBe(step => ((JObject)step).Properties().Select(member => member.Name).SequenceEqual(new[] { "stage", "text" }));
        document.Properties().Select(member => member.Name).ShouldBe(["schemaVersion", "images", "commands", "ownSteps"]);
    }

    [Fact]
    public void A_clone_is_for_the_user_to_make()
    {
        var lines = Text(New, "FROM registry.example.com/base:1\nCOPY . /\n", ["--git-url=https://git.example.com/web.git"], new ClonedSource(_source, "c0ffee")).Lines().ToList();

        lines.ShouldContain("# Clone: Cake.MultiArch fetches https://git.example.com/web.git at c0ffee. Paste the commands in a folder with that commit");
        lines.Where(line => line.StartsWith("podman build", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldBe(
            "podman build --file=./Containerfile --format=oci --jobs=2 --manifest=localhost/multiarch/web:run1 --platform=linux/amd64,linux/arm64 .");
    }

    [Fact]
    public void What_is_not_a_command_stays_a_comment_whatever_it_names()
    {
        var lines = Text(New, "FROM registry.example.com/base:1\nCOPY . /\n", ["--image=oci:a\nb:v1", "--smoke=echo 'a b'"]).Lines().ToList();

        lines.SkipWhile(line => !line.StartsWith("Commands", StringComparison.Ordinal)).Skip(1)
            .ShouldAllBe(line => line.StartsWith("# ", StringComparison.Ordinal) && !line.Contains('\n') || line.StartsWith("podman ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_service_builds_remotely()
    {
        var service = New with { Server = New.Client with { OsArch = "linux/arm64" } };

        var platforms = Text(service, "FROM registry.example.com/base:1\nRUN make\n", []).Document().Images.Single().Platforms;

        platforms.Select(platform => $"{platform.Platform} {platform.Mode} {platform.Builder}").ShouldBe(["linux/amd64 emulated remote", "linux/arm64 remote remote"]);
    }

    [Theory]
    [InlineData("FROM b\nRUN a", "")]
    [InlineData("FROM --platform=$BUILDPLATFORM b\nRUN a", "0")]
    [InlineData("FROM --platform=linux/s390x b\nRUN a", "0")]
    [InlineData("FROM --platform=$BUILDPLATFORM b\nARG TARGETARCH\nRUN a", "")]
    [InlineData("FROM --platform=$BUILDPLATFORM b\nARG A=$TARGETOS/$TARGETARCH\nRUN a", "")]
    [InlineData("ARG G=x-$TARGETARCH\nFROM --platform=$BUILDPLATFORM b\nARG G\nRUN a", "")]
    [InlineData("FROM --platform=$BUILDPLATFORM b\nARG BUILDARCH\nARG OTHER=1\nRUN a", "0")]
    [InlineData("FROM --platform=$BUILDPLATFORM b-$TARGETARCH\nRUN a", "")]
    [InlineData("FROM --platform=$BUILDPLATFORM b AS a\nFROM a AS c\nRUN a\nFROM b\nCOPY --from=c / /", "0 1")]
    [InlineData("FROM --platform=$BUILDPLATFORM b AS a\nARG TARGETARCH\nFROM a AS c\nRUN a\nFROM b\nCOPY --from=c / /", "")]
    [InlineData("FROM b AS n\nFROM --platform=$BUILDPLATFORM b AS a\nCOPY --from=n / /\nFROM b\nCOPY --from=a / /", "")]
    public void A_stage_is_shared_when_nothing_in_it_depends_on_the_platform(string containerfile, string expected) =>
        string.Join(' ', Text(New, containerfile, []).Document().Images[0].Platforms[0].Stages
            .Select((stage, index) => (stage.Shared, index)).Where(pair => pair.Shared).Select(pair => pair.index)).ShouldBe(expected);

    [Fact]
    public void Nothing_is_shared_by_one_platform() =>
        Text(New, "FROM --platform=$BUILDPLATFORM b\nRUN a", ["--platform=linux/arm64"]).Document().Images[0].Platforms[0].Stages[0].Shared.ShouldBeFalse();

    [Theory]
    [InlineData("go build ./...", "RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v} go build ./...")]
    [InlineData("/usr/local/go/bin/go install", "RUN CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v} /usr/local/go/bin/go install")]
    [InlineData("CGO_ENABLED=1 go build", "RUN CGO_ENABLED=1 GOOS=$TARGETOS GOARCH=$TARGETARCH GOARM=${TARGETVARIANT#v} go build")]
    [InlineData("GOARCH=arm64 go build", "RUN GOARCH=arm64 go build")]
    [InlineData("cargo build --release", "cargo build --target $t --release")]
    [InlineData("gcc -O2 a.c", "$t-gcc -O2 a.c")]
    [InlineData("g++ a.cc", "$t-g++ a.cc")]
    [InlineData("make -j4", "make CC=$t-gcc CXX=$t-g++ -j4")]
    [InlineData("./configure --prefix=/usr", "./configure --host=$t --prefix=/usr")]
    [InlineData("cmake -B out", "cmake -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_C_COMPILER=$t-gcc -DCMAKE_CXX_COMPILER=$t-g++ -B out")]
    [InlineData("cmake --build out", "&& cmake --build out")]
    [InlineData("dotnet publish -c Release", "RUN dotnet publish -a $TARGETARCH -c Release")]
    public void What_compiles_is_written_anew_for_the_file(string command, string expected)
    {
        var lines = Text(New, $"FROM registry.example.com/sdk:1\nRUN cd /src && {command}\n", []).Lines().ToList();

        lines.ShouldContain("RUN at Containerfile:2 is emulated on linux/arm64; FROM --platform=$BUILDPLATFORM with TARGETARCH would make it cross-compiled:");
        lines.ShouldContain(line => line.StartsWith("  | RUN", StringComparison.Ordinal) && line.EndsWith(expected, StringComparison.Ordinal), string.Join('\n', lines));
    }

    [Theory]
    [InlineData("RUN go version")]
    [InlineData("RUN apk add make")]
    [InlineData("RUN echo go build")]
    public void What_does_not_compile_is_left_alone(string run) =>
        Text(New, $"FROM registry.example.com/sdk:1\n{run}\n", []).Lines().ShouldAllBe(line => !line.Contains("cross-compiled", StringComparison.Ordinal));

    private string Name => Path.GetFileName(_source).ToLowerInvariant();

    private void Approve(string name, PodmanVersionInfo podman, string containerfile, params string[] arguments)
    {
        var text = string.Concat(Text(podman, containerfile, arguments).Lines().Select(line => line + "\n"));

        text.ShouldNotContain(Password);
        text.ShouldNotContain("token-of-the-environment");
        Approved.Matches(
            text.Replace(_source, "/src", StringComparison.Ordinal).Replace(Environment.ProcessPath!, "dotnet cake", StringComparison.Ordinal).Replace(Name, "src", StringComparison.Ordinal),
            $"tests/Cake.MultiArch.Tests/Plan/Approved/{name}.txt");
    }

    private PlanText Text(PodmanVersionInfo podman, string containerfile, string[] arguments, ClonedSource? clone = null)
    {
        File.WriteAllText(Path.Combine(_source, "Containerfile"), containerfile);
        var variables = InputTable.All.Select(input => input.Environment).OfType<string>().ToDictionary(name => name, _ => string.Empty);
        variables["TMPDIR"] = "/var/tmp";
        variables["TOKEN"] = "token-of-the-environment";
        if (arguments.Contains("--registry-username=ci"))
        {
            variables["MULTIARCH_REGISTRY_PASSWORD"] = Password;
        }

        var host = Host.From(new TestCake(_source, arguments, variables).Context);
        var settings = new SettingsReader(host, new TestCake(_source, arguments, variables).Context.Arguments, new MultiArchDefinition()).Read();
        var source = SourceBuilds.Read(settings, _source, podman);
        var plan = new Planner(host, new IsolationCheck("/nowhere")).Plan(source, [], "run1") with { Jobs = 2 };
        return new PlanText(source, plan, new PlanCommands(host, source, plan) { Clone = clone });
    }

    private static PodmanVersionInfo Podman(Version version) =>
        new(new PodmanComponent(version, version.ToString(), version.ToString(), "", "", default, "linux/amd64"), Server: null);
}
