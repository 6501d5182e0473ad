using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Plan;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Plan;

public sealed class RuntimesUnderQemuTests : IDisposable
{
    private readonly string _source = Directory.CreateTempSubdirectory("multiarch-runtimes-").FullName;

    public void Dispose() => Directory.Delete(_source, recursive: true);

    [Theory]
    [InlineData("RUN npm ci", "MA1918")]
    [InlineData("RUN cd web && /usr/local/bin/node build.js", "MA1918")]
    [InlineData("RUN [\"yarn\", \"install\"]", "MA1918")]
    [InlineData("RUN ./mvnw package", "MA1919")]
    [InlineData("RUN java -jar tool.jar", "MA1919")]
    [InlineData("RUN <<EOF\nset -e\n./gradlew build\nEOF", "MA1919")]
    public void A_runtime_that_is_emulated_is_warned_of(string run, string id)
    {
        var problem = Warnings($"FROM base:1\n{run}\n").ShouldHaveSingleItem();

        problem.Id.ShouldBe(id);
        problem.Where.ShouldEndWith("Containerfile:2");
        problem.What.ShouldContain("linux/arm64");
    }

    [Theory]
    [InlineData("RUN echo npm ci")]
    [InlineData("RUN node-gyp-like")]
    [InlineData("COPY node java")]
    [InlineData("ENTRYPOINT [\"java\", \"-jar\", \"app.jar\"]")]
    public void Anything_else_is_not(string instruction) => Warnings($"FROM base:1\n{instruction}\nRUN true\n").ShouldBeEmpty();

    [Fact]
    public void What_runs_natively_is_not_warned_of()
    {
        Warnings("FROM base:1\nRUN npm ci\n", "linux/amd64").ShouldBeEmpty();
        Warnings("FROM --platform=$BUILDPLATFORM base:1 AS web\nRUN npm ci\nFROM base:1\nCOPY --from=web / /\n").ShouldBeEmpty();
    }

    [Fact]
    public void One_warning_a_line_and_runtime_has_all_platforms()
    {
        var warnings = Warnings("FROM base:1\nRUN npm ci && npm test && java -version\n", "linux/arm64,linux/s390x");

        warnings.Select(problem => problem.What).ShouldBe(
            ["Node will run under QEMU for linux/arm64, linux/s390x.", "Java will run under QEMU for linux/arm64, linux/s390x."]);
    }

    private IReadOnlyList<Problem> Warnings(string containerfile, string platforms = "linux/arm64")
    {
        File.WriteAllText(Path.Combine(_source, "Containerfile"), containerfile);
        var variables = InputTable.All.Select(input => input.Environment).OfType<string>().ToDictionary(name => name, _ => string.Empty);
        var cake = new TestCake(_source, [$"--platform={platforms}"], variables);
        var podman = new PodmanVersionInfo(new PodmanComponent(new Version(5, 8, 6), "5.8.6", "5.8.6", "", "", default, "linux/amd64"), Server: null);
        var settings = new SettingsReader(Host.From(cake.Context), cake.Context.Arguments, new MultiArchDefinition()).Read();
        return [.. RuntimesUnderQemu.Warnings(SourceBuilds.Read(settings, _source, podman).Builds)];
    }
}
