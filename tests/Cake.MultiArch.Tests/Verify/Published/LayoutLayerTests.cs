using Cake.MultiArch.Oci;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Verify;

namespace Cake.MultiArch.Tests.Verify.Published;

/// <summary>A layer of a layout that is read once, and proven by that.</summary>
public sealed class LayoutLayerTests : IDisposable
{
    private readonly LayoutFolder _layout = new();

    private readonly Descriptor _layer;

    public LayoutLayerTests() => _layer = _layout.Blob(MediaTypes.OciLayer, "content");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _layout.Dispose();

    [Fact]
    public async Task The_content_is_given_to_the_reader() => (await ReadAsync(TextAsync)).ShouldBe("content");

    [Fact]
    public async Task What_the_reader_leaves_is_proven_too()
    {
        await File.WriteAllTextAsync(_layout.FileOf(_layer), "contenT", Token);

        (await FailAsync((_, _) => Task.FromResult(""))).What.ShouldBe("A file of the OCI layout is damaged.");
    }

    [Theory]
    [InlineData("conten")]
    [InlineData("content and more")]
    public async Task A_file_of_another_size_is_damaged_whatever_was_made_of_it(string text)
    {
        await File.WriteAllTextAsync(_layout.FileOf(_layer), text, Token);

        (await FailAsync(TextAsync)).Id.ShouldBe("MA1603");
        (await FailAsync((_, _) => throw new InvalidDataException("no archive"))).Id.ShouldBe("MA1603");
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_told()
    {
        File.Delete(_layout.FileOf(_layer));

        (await FailAsync(TextAsync)).What.ShouldBe("A file of the OCI layout is missing.");
    }

    [Fact]
    public async Task A_failure_of_the_reader_is_told_when_the_content_is_right()
    {
        (
            await Should.ThrowAsync<InvalidDataException>(() => ReadAsync((_, _) => throw new InvalidDataException("no archive")))
        ).Message.ShouldBe("no archive");
    }

    private Task<string> ReadAsync(Func<Stream, CancellationToken, Task<string>> read) =>
        LayoutImage.Of(_layout.Folder, _layer).ReadLayerAsync(_layer, read, Token);

    private async Task<Problem> FailAsync(Func<Stream, CancellationToken, Task<string>> read) =>
        (await Should.ThrowAsync<MultiArchException>(() => ReadAsync(read))).Problem;

    private static async Task<string> TextAsync(Stream content, CancellationToken token)
    {
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync(token);
    }
}
