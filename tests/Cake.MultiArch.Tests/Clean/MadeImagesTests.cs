using System.Diagnostics;
using Cake.MultiArch.Build;

namespace Cake.MultiArch.Tests.Clean;

/// <summary>What is heard in podman's output, in the words of 4.3.1 and 5.4.2.</summary>
public sealed class MadeImagesTests : CleanTest
{
    private const string Cached = "Using cache db3f4a568a64b9b7ec32d5ee32e73038c692e03229a6a99ae0ac903786e3e42c";

    [Theory]
    [InlineData("made db3f4a568a6", "[1/2] STEP 2/3: COPY a.txt /a", "--> db3f4a568a6", "[2/2] COMMIT", "--> db3f4a568a6")]
    [InlineData("made 713fc080b10", "--> 713fc080b10c", "713fc080b10cf67187d3e3699d59b779987448665cf6a82fd21cf8c1f8b6af4a")]
    [InlineData("made 713fc080b10", "[linux/arm64] --> 713fc080b10c")]
    [InlineData("used db3f4a568a6", "--> " + Cached, "--> db3f4a568a6")]
    [InlineData("used db3f4a568a6", "--> " + Cached, "--> " + Cached, "--> db3f4a568a6", "--> db3f4a568a6")]
    [InlineData("used db3f4a568a6, made e63bede2244", "--> " + Cached, "--> db3f4a568a6", "--> e63bede2244")]
    [InlineData("used db3f4a568a6, made db3f4a568a6", "--> " + Cached, "--> db3f4a568a6", "--> db3f4a568a6")] // One platform made it, another found it; the lines came late.
    [InlineData("", "--> Pushing cache []", "a --> db3f4a568a6", "--> db3f4a568a6 ", "-->", "--> db3f4", "--> DB3F4A568A6")]
    public async Task Each_image_is_noted_at_once(string expected, params string[] lines)
    {
        var (folder, journal) = await BeginAsync();
        var made = new MadeImages(journal);
        foreach (var line in lines)
        {
            made.Hear(line);
        }

        // Before anything has ended.
        var noted = Read(State.JournalOf(folder.RunId))
            .Where(line => line.StartsWith("made", StringComparison.Ordinal) || line.StartsWith("used", StringComparison.Ordinal));
        string.Join(", ", noted).ShouldBe(expected);
        journal.Dispose();
        folder.Dispose();
    }

    /// <summary>The run holds the file against those who ask, as this library does; another program does not.</summary>
    private static string[] Read(string file)
    {
        using var program = Process.Start(new ProcessStartInfo("cat", [file]) { RedirectStandardOutput = true })!;
        return program.StandardOutput.ReadToEnd().Split('\n');
    }
}
