using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Inputs;

/// <summary>How the index is made, as arguments and the script say it.</summary>
public sealed class FormReaderTests
{
    private const string Registry = "--image=registry.example.com/demo/web:1";

    [Fact]
    public void Nothing_said_is_OCI_with_podmans_own_compression_and_podmans_cache()
    {
        var settings = Read(Registry);

        settings.Form.ShouldBe(new PublishedForm(ManifestFormat.Oci));
        settings.Annotations.ShouldBeEmpty();
        (settings.Reproducible, settings.NoCache, settings.SourceDateEpoch).ShouldBe((false, false, null));
    }

    [Theory]
    [InlineData("--image-format=v2s2", ManifestFormat.V2s2, null, null)]
    [InlineData("--image-format=OCI --compression=zstd --compression-level=20", ManifestFormat.Oci, PodmanCompression.Zstd, 20)]
    [InlineData("--compression=zstd:chunked", ManifestFormat.Oci, PodmanCompression.ZstdChunked, null)]
    [InlineData("--compression-level=9", ManifestFormat.Oci, null, 9)]
    [InlineData("--image-format=v2s2 --compression=gzip --compression-level=1", ManifestFormat.V2s2, PodmanCompression.Gzip, 1)]
    public void The_words_are_podmans(string arguments, ManifestFormat format, PodmanCompression? compression, int? level) =>
        Read([Registry, .. arguments.Split(' ')]).Form.ShouldBe(new PublishedForm(format, compression, level));

    [Theory]
    [InlineData("--image-format=v2s1", "oci, v2s2")]
    [InlineData("--compression=bzip2", "gzip, zstd, zstd:chunked")]
    [InlineData("--compression-level=10", "Its levels are 1 to 9")]
    [InlineData("--compression-level=0", "Its levels are 1 to 9")]
    [InlineData("--compression=zstd --compression-level=21", "Its levels are 1 to 20")]
    [InlineData("--image-format=v2s2 --compression=zstd", "Its only compressed media type is that of gzip")]
    [InlineData("--image-format=v2s2 --annotation=a=b", "Annotations are OCI's")]
    [InlineData("--image-format=v2s2 --annotation=linux/arm64:a=b", "Annotations are OCI's")]
    [InlineData("--image-format=v2s2 --keep-newer", "the annotation of the index that names its commit")]
    [InlineData("--annotation=org.opencontainers.image.revision= --keep-newer", "the annotation of the index that names its commit")]
    [InlineData("--annotation=a", "no \"=\" after a key")]
    [InlineData("--annotation==b", "no \"=\" after a key")]
    [InlineData("--annotation=linux/s390x:a=b", "The platforms are linux/amd64, linux/arm64")]
    [InlineData("--reproducible --no-cache=false", "have the times of that run")]
    [InlineData("--reproducible --cache-from=registry.example.com/cache", "have the times of that run")]
    public void What_cannot_be_is_refused_with_the_reason(string arguments, string why) =>
        Should.Throw<MultiArchException>(() => Read([Registry, .. arguments.Split(' ')])).Problem.Why.ShouldContain(why);

    [Fact]
    public void A_layout_holds_no_list_of_Docker()
    {
        Should.Throw<MultiArchException>(() => Read("--image=oci:out:1", "--image-format=v2s2")).Problem.Id.ShouldBe("MA1240");
        Should.Throw<MultiArchException>(() => Read("--image-format=v2s2")).Problem.Where.ShouldContain("oci:");
    }

    [Fact]
    public void Annotations_of_arguments_are_added_to_those_of_the_script_by_platform()
    {
        var settings = Read(
            image => image.Annotation("a", "script").Annotation("b", "script").For("linux/arm64", arm => arm.Annotation("a", "arm")),
            Registry, "--annotation=a=argument=1", "--annotation=linux/arm64:c=");

        settings.Annotations.ShouldBe(new Dictionary<string, string> { ["a"] = "argument=1", ["b"] = "script" }, ignoreOrder: true);
        settings.Builds["linux/arm64"].Annotations.ShouldBe(
            new Dictionary<string, string> { ["a"] = "arm", ["c"] = "" }, ignoreOrder: true);
        settings.Builds["linux/amd64"].Annotations.ShouldBeEmpty();
        MultiArchSettings.Differences(settings.Builds).ShouldBeEmpty("an annotation is in no image");
    }

    [Fact]
    public void The_script_says_it_and_arguments_win()
    {
        static void Define(ImageDefinition image) =>
            image.ImageFormat(ManifestFormat.Oci).Compression(PodmanCompression.Zstd, 7).Reproducible();

        var script = Read(Define, Registry);
        var argued = Read(Define, Registry, "--compression=gzip", "--compression-level=2", "--reproducible=false");

        (script.Form, script.Reproducible, script.NoCache).ShouldBe(
            (new PublishedForm(ManifestFormat.Oci, PodmanCompression.Zstd, 7), true, true));
        (argued.Form, argued.Reproducible, argued.NoCache).ShouldBe(
            (new PublishedForm(ManifestFormat.Oci, PodmanCompression.Gzip, 2), false, false));
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("1700000000", 1_700_000_000L)]
    public void A_time_is_taken_from_SOURCE_DATE_EPOCH(string text, long seconds) =>
        ReadAt(text).SourceDateEpoch.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(seconds));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("999999999999999")]
    public void Another_text_in_SOURCE_DATE_EPOCH_is_refused(string text) =>
        Should.Throw<MultiArchException>(() => ReadAt(text)).Problem.Id.ShouldBe("MA1241");

    private static MultiArchSettings ReadAt(string time) =>
        Read(_ => { }, new Dictionary<string, string> { ["SOURCE_DATE_EPOCH"] = time }, Registry);

    private static MultiArchSettings Read(params string[] arguments) => Read(_ => { }, arguments);

    private static MultiArchSettings Read(Action<ImageDefinition> define, params string[] arguments) =>
        Read(define, new Dictionary<string, string>(), arguments);

    private static MultiArchSettings Read(Action<ImageDefinition> define, Dictionary<string, string> variables, params string[] arguments)
    {
        var cake = new TestCake("/src/web", arguments, variables);
        var definition = new MultiArchDefinition();
        define(definition.Image("web"));
        return new SettingsReader(Host.From(cake.Context), cake.Context.Arguments, definition).Read();
    }
}
