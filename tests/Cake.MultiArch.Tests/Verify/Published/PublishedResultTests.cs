using System.Xml.Linq;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Layers;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Oci.Documents;
using Cake.MultiArch.Registry;
using Cake.MultiArch.Report;
using Cake.MultiArch.Testing;
using Cake.MultiArch.Tests.Fakes;
using Cake.MultiArch.Tests.Verify.Files;
using Cake.MultiArch.Verify.Published;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Verify.Published;

/// <summary>What <c>VerifyMultiArch</c> writes of right and wrong images, as text, JSON and JUnit.</summary>
public sealed class PublishedResultTests : IDisposable
{
    private static readonly Digest One = Digest.Of("one"u8);
    private static readonly Digest Two = Digest.Of("two"u8);

    private static readonly PublishedReport Right = new("registry.example.com/demo/web:1.4.2")
    {
        Root = new Descriptor(MediaTypes.OciIndex, Digest.Of("index"u8), 693),
        Attestations = 1,
        Platforms =
        [
            Checked(One, new TestImage("linux/amd64").Alpine()),
            Checked(Two, new TestImage("linux/arm64").Alpine().Program("/opt/vendor/tool", "amd64")),
            new PublishedPlatform(new Platform("windows", "amd64"), One)
            {
                NotChecked = "The files of windows/amd64 were not checked: only Linux programs can be read.",
            },
        ],
    };

    private static readonly PublishedReport Wrong = new("registry.example.com/demo/api:2")
    {
        Root = new Descriptor(MediaTypes.DockerManifestList, Digest.Of("list"u8), 512),
        Platforms = [Checked(One, new TestImage("linux/arm64").Alpine().Program("/usr/bin/tool", "amd64"))],
        Defects =
        [
            PublishedDefect.Of(new DocumentDefect("linux/amd64", "linux/amd64 is missing")),
            PublishedDefect.Of(
                PublishedProblems.LayerUnreadable(new Descriptor(MediaTypes.OciLayer, Two, 5), "It ends too early."),
                "linux/s390x"
            ),
        ],
    };

    private static readonly PublishedReport Absent = new("registry.example.com/demo/old:1")
    {
        Defects = [PublishedDefect.Of(RegistryProblems.ManifestUnknown(ImageReference.Parse("registry.example.com/demo/old:1")), null)],
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("multiarch-verify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("junit")]
    public void Right_and_wrong_images_are_written(string format) =>
        Approved.Matches(Write(format, Right, Wrong, Absent), $"tests/Cake.MultiArch.Tests/Verify/Published/Approved/{format}.txt");

    [Fact]
    public void The_failure_lists_what_is_refused_and_names_the_image_where_there_are_several()
    {
        var alone = new PublishedResult([Wrong]).Refusal!;
        var together = new PublishedResult([Right, Wrong, Absent]).Refusal!;

        alone.Id.ShouldBe("MA1616");
        alone.What.ShouldBe("The published image is not correct.");
        alone.Where.ShouldBe(Wrong.Reference);
        alone.Details.ShouldBe(Wrong.Refused.Select(line => $"{Wrong.Reference}: {line}"));
        together.What.ShouldBe("2 of 3 published images are not correct.");
        together.Details.Count.ShouldBe(4);
        together.Details[0].ShouldBe($"{Wrong.Reference}: linux/amd64 is missing");
        together.Details[^1].ShouldStartWith($"{Absent.Reference}: The image is not in its registry.");
    }

    [Fact]
    public void A_warning_is_no_failure()
    {
        new PublishedResult([Right]).Refusal.ShouldBeNull();
        JObject.Parse(Write("json", Right))["succeeded"]!.Value<bool>().ShouldBeTrue();
        XDocument.Parse(Write("junit", Right)).Descendants("system-out").Single().Value.ShouldContain("/opt/vendor/tool");
    }

    [Fact]
    public void Thousands_of_files_are_summed_up_for_people_and_listed_for_programs()
    {
        var image = new TestImage("linux/arm64").Alpine();
        for (var number = 0; number < 3000; number++)
        {
            image.Library($"/usr/lib/a/lib{number}.so", "amd64");
        }

        var report = new PublishedReport("registry.example.com/demo/web:1") { Platforms = [Checked(One, image)] };

        new PublishedResult([report]).Refusal!.Details.Count.ShouldBe(11);
        JObject.Parse(Write("json", report))["images"]![0]!["defects"]!.Count().ShouldBe(3000);
    }

    private static PublishedPlatform Checked(Digest digest, TestImage image)
    {
        var files = image.Check();
        return new PublishedPlatform(files.Platform, digest) { Files = files, NotChecked = files.NotChecked };
    }

    private string Write(string format, params PublishedReport[] images)
    {
        var file = Path.Combine(_folder, "out");
        var result = new PublishedResult(images);
        new ResultOutput(
            TestHost.Create(workingDirectory: _folder),
            Enum.Parse<OutputFormat>(format, ignoreCase: true),
            file,
            TextWriter.Null
        ).Write(result.Lines(), result.Document, result.JUnit);
        return File.ReadAllText(file);
    }
}
