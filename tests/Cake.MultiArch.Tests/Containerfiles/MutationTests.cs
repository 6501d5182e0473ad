using System.Diagnostics;
using System.Reflection;
using Cake.MultiArch.Containerfiles;
using Cake.MultiArch.Oci;

namespace Cake.MultiArch.Tests.Containerfiles;

/// <summary>Whatever is done to a real file, it is read, and what is said about it has a line of it.</summary>
public class MutationTests
{
    private const int Mutations = 10_000;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    private static readonly string[] Corpus =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith("Corpus/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Read),
    ];

    [Fact]
    public void Any_damage_leaves_a_file_that_is_read()
    {
        for (var seed = 0; seed < Mutations; seed++)
        {
            var text = Mutation.Of(Corpus[seed % Corpus.Length], Corpus, seed);
            var clock = Stopwatch.StartNew();
            try
            {
                Check(text);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}: {e.Message}\n{text}", e);
            }

            clock.Elapsed.ShouldBeLessThan(Bound, $"Seed {seed}\n{text}");
        }
    }

    [Fact]
    public void What_is_not_damaged_is_not_refused()
    {
        Corpus.Length.ShouldBeGreaterThan(24);
        foreach (var text in Corpus.Where(text => !text.StartsWith("LABEL", StringComparison.Ordinal)))
        {
            Containerfile.Parse(text, "C").Errors(Request("linux/arm64", new(5, 4, 2))).ShouldBeEmpty(text);
        }
    }

    private static void Check(string text)
    {
        var lines = text.Split('\n').Length;
        var file = Containerfile.Parse(text, "C");
        var end = 0;
        foreach (var instruction in file.Instructions)
        {
            instruction.Line.ShouldBeGreaterThan(end);
            instruction.EndLine.ShouldBeInRange(instruction.Line, lines);
            end = instruction.EndLine;
        }

        file.GlobalValues(new Dictionary<string, string> { ["TARGETARCH"] = "arm64" });
        foreach (var podman in new[] { new Version(4, 3, 1), new Version(5, 4, 2), new Version(5, 8, 6) })
        {
            var request = Request("linux/arm64", podman);
            file.BuiltStages(request).Select(built => built.Stage.Index).ShouldBeUnique();
            file.StrayPlatform(request);
            foreach (var problem in file.Errors(request))
            {
                int.Parse(problem.Where.Split(':', ' ')[1], System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, lines);
            }
        }
    }

    private static StageRequest Request(Platform platform, Version podman) =>
        new(null, platform, "linux/amd64", new Dictionary<string, string> { ["N"] = "n" }, podman);

    private static string Read(string name)
    {
        using var reader = new StreamReader(
            Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!,
            new System.Text.UTF8Encoding(false),
            detectEncodingFromByteOrderMarks: false
        );
        return reader.ReadToEnd();
    }
}
