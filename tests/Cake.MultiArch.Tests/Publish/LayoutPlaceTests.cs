using Cake.MultiArch.Assemble;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Publish;
using Cake.MultiArch.Tests.Fakes;
using Cake.MultiArch.Verify;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Tests.Publish;

/// <summary>Content first, the tag last, and never half a layout.</summary>
public sealed class LayoutPlaceTests : IDisposable
{
    private readonly AssembledFolder _image = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("multiarch-place-").FullName;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Layout => Path.Combine(_folder, "layout");

    public void Dispose()
    {
        _image.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_new_layout_is_in_its_place_with_its_tag_only()
    {
        using var place = Place("1");
        await place.StoreAsync(_image.Image, Token);

        Directory.Exists(Layout).ShouldBeFalse();
        (await place.Stored(_image.Image).ReadIndexAsync(Token)).Content.ShouldBe(_image.Image.Content);

        var receipt = await place.TagAsync(place.Destinations[0], _image.Image, Token);

        (receipt.IsOurs, receipt.Digest).ShouldBe((true, _image.Image.Digest));
        (await ReadAsync("1")).ShouldBe(_image.Image.Digest);
        File.ReadAllText(Path.Combine(Layout, "oci-layout")).ShouldBe("""{"imageLayoutVersion":"1.0.0"}""");
        Directory.GetFileSystemEntries(_folder).ShouldBe([Layout], "nothing stays beside it");
    }

    [Fact]
    public async Task A_layout_that_is_never_tagged_leaves_nothing()
    {
        using (var place = Place("1"))
        {
            await place.StoreAsync(_image.Image, Token);
        }

        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_layout_that_is_there_keeps_its_tags_and_a_tag_of_the_same_name_moves()
    {
        await PublishAsync(_image.Image, "1", "2");
        using var other = new AssembledFolder("other");

        await PublishAsync(other.Image, "2", "3");

        (await ReadAsync("1")).ShouldBe(_image.Image.Digest);
        (await ReadAsync("2")).ShouldBe(other.Image.Digest);
        (await ReadAsync("3")).ShouldBe(other.Image.Digest);
        Index()["manifests"]!.Count().ShouldBe(3);
    }

    [Fact]
    public async Task Content_without_a_tag_changes_no_tag_of_a_layout_that_is_there()
    {
        await PublishAsync(_image.Image, "1");
        var before = File.ReadAllText(Path.Combine(Layout, "index.json"));
        using var other = new AssembledFolder("other");

        using (var place = Place("1"))
        {
            await place.StoreAsync(other.Image, Token);
        }

        File.ReadAllText(Path.Combine(Layout, "index.json")).ShouldBe(before);
        (await ReadAsync("1")).ShouldBe(_image.Image.Digest);
    }

    [Fact]
    public async Task The_default_layout_is_replaced_as_a_whole()
    {
        await PublishAsync(_image.Image, "latest");
        using var other = new AssembledFolder("other");

        using (var place = new LayoutPlace(TestHost.Create(), [new LayoutDestination(Layout, "latest", IsDefault: true)]))
        {
            await place.StoreAsync(other.Image, Token);
            (await ReadAsync("latest")).ShouldBe(_image.Image.Digest, "the old one stays until the new one is whole");
            await place.TagAsync(place.Destinations[0], other.Image, Token);
        }

        (await ReadAsync("latest")).ShouldBe(other.Image.Digest);
        File.Exists(LayoutImage.PathOf(Layout, _image.Image.Digest)).ShouldBeFalse();
        Directory.GetFileSystemEntries(_folder).ShouldBe([Layout]);
    }

    [Fact]
    public async Task An_empty_folder_that_is_there_is_filled_and_not_replaced()
    {
        var elsewhere = Directory.CreateDirectory(Path.Combine(_folder, "elsewhere")).FullName;
        Directory.CreateSymbolicLink(Layout, elsewhere);

        await PublishAsync(_image.Image, "1");

        (await ReadAsync("1")).ShouldBe(_image.Image.Digest);
        new DirectoryInfo(Layout).LinkTarget.ShouldBe(elsewhere);
        Directory.GetFileSystemEntries(_folder).ShouldBe([Layout, elsewhere], ignoreOrder: true);
    }

    [Fact]
    public async Task Runs_that_write_tags_of_one_layout_at_once_lose_none()
    {
        await PublishAsync(_image.Image, "first");

        await Task.WhenAll(Enumerable.Range(0, 12).Select(number => Task.Run(() => PublishAsync(_image.Image, $"tag{number}"), Token)));

        Index()["manifests"]!.Count().ShouldBe(13);
    }

    [Fact]
    public async Task What_others_have_written_beside_a_tag_stays_as_it_is()
    {
        const string Other =
            """{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:0000000000000000000000000000000000000000000000000000000000000000","size":1,"annotations":{"org.opencontainers.image.created":"2024-05-01T12:00:00.500+02:00"}}""";
        await PublishAsync(_image.Image, "1");
        var file = Path.Combine(Layout, "index.json");
        File.WriteAllText(file, File.ReadAllText(file).Replace("\"manifests\":[", $"\"manifests\":[{Other},", StringComparison.Ordinal));

        await PublishAsync(_image.Image, "2");

        File.ReadAllText(file).ShouldContain(Other);
    }

    [Fact]
    public async Task What_a_killed_run_left_beside_the_place_goes_after_a_day_and_nothing_else()
    {
        string[] left = [$"{Layout}.new-{Guid.NewGuid():N}", $"{Layout}.old-{Guid.NewGuid():N}"];
        string[] stays = [$"{Layout}.new-{Guid.NewGuid():N}", $"{Layout}.new-mine", $"{Layout}.backup"];
        foreach (var folder in left.Concat(stays))
        {
            Directory.CreateDirectory(folder);
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow.AddDays(folder == stays[0] ? -0.5 : -2));
        }

        await PublishAsync(_image.Image, "1");

        Directory.GetFileSystemEntries(_folder).ShouldBe([Layout, .. stays], ignoreOrder: true);
    }

    [Fact]
    public async Task A_folder_that_holds_something_else_is_not_written_to()
    {
        Directory.CreateDirectory(Layout);
        File.WriteAllText(Path.Combine(Layout, "mine"), "mine");
        using var place = Place("1");

        (await Should.ThrowAsync<MultiArchException>(() => place.StoreAsync(_image.Image, Token))).Problem.Id.ShouldBe("MA1531");

        Directory.GetFileSystemEntries(Layout).ShouldBe([Path.Combine(Layout, "mine")]);
    }

    [Fact]
    public async Task A_blob_that_is_gone_before_it_is_copied_is_a_failure_and_leaves_no_part()
    {
        File.Delete(_image.Image.Blobs[0].File);
        using (var place = Place("1"))
        {
            (await Should.ThrowAsync<MultiArchException>(() => place.StoreAsync(_image.Image, Token))).Problem.Id.ShouldBe("MA1531");
        }

        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
    }

    private LayoutPlace Place(params string[] tags) =>
        new(TestHost.Create(), [.. tags.Select(tag => new LayoutDestination(Layout, tag, IsDefault: false))]);

    private async Task PublishAsync(AssembledImage image, params string[] tags)
    {
        using var place = Place(tags);
        await place.StoreAsync(image, Token);
        foreach (var destination in place.Destinations)
        {
            await place.TagAsync(destination, image, Token);
        }
    }

    private JObject Index() => JObject.Parse(File.ReadAllText(Path.Combine(Layout, "index.json")));

    private async Task<Digest> ReadAsync(string tag) =>
        (await LayoutImage.Of(new LayoutDestination(Layout, tag, IsDefault: false)).ReadIndexAsync(Token)).Digest;
}
