using Cake.MultiArch.IntegrationTests.Fixtures;
using Cake.MultiArch.Oci;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.IntegrationTests.Verify;

/// <summary>The standard's own validator of images.</summary>
/// <remarks>
/// https://github.com/opencontainers/image-tools. It knows an index as a document only, and walks from the entries of a layout: they are
/// named in the layout for it.
/// </remarks>
internal static class OciImageTool
{
    /// <summary>Copies an image with all its platforms into a layout, under its tag.</summary>
    public static async Task<string> CopyAsync(string reference, string layout)
    {
        var tag = reference[(reference.LastIndexOf(':') + 1)..];
        _ = (
            await TestProgram.RunAsync(
                "skopeo",
                "copy",
                "--all",
                "--format",
                "oci",
                "--src-tls-verify=false",
                $"docker://{reference}",
                $"oci:{layout}:{tag}"
            )
        ).Text;
        return layout;
    }

    /// <summary>Validates the index, and each image down to its layers.</summary>
    public static async Task<OciImageToolResult> ValidateAsync(string layout, string tag)
    {
        var top = Path.Combine(layout, "index.json");
        var before = await File.ReadAllTextAsync(top);
        var index = ImageIndex
            .Parse(before)
            .Manifests.Single(entry => entry.Annotations.GetValueOrDefault("org.opencontainers.image.ref.name") == tag);
        var file = Path.Combine(layout, "blobs", index.Digest.Algorithm, index.Digest.Encoded);
        var document = await RunAsync("--type", "imageIndex", file);
        var named = JObject.Parse(await File.ReadAllTextAsync(file));
        foreach (var (entry, number) in named["manifests"]!.Select((entry, number) => (entry, number)))
        {
            entry["annotations"] = new JObject { ["org.opencontainers.image.ref.name"] = $"image{number}" };
        }

        try
        {
            await File.WriteAllTextAsync(top, named.ToString());
            var images = await RunAsync("--type", "image", layout);
            return new OciImageToolResult(
                document.ExitCode == 0,
                images.ExitCode == 0,
                document.Output + document.Error + images.Output + images.Error
            );
        }
        finally
        {
            await File.WriteAllTextAsync(top, before);
        }
    }

    private static Task<TestProgramResult> RunAsync(params string[] words) =>
        TestProgram.RunAsync("oci-image-tool", ["validate", .. words]);
}

/// <summary>What the validator says.</summary>
internal sealed record OciImageToolResult(bool IsIndexRight, bool AreImagesRight, string Text)
{
    private bool IsRight => IsIndexRight && AreImagesRight;

    public void ShouldSucceed() => IsRight.ShouldBeTrue(Text);

    public void ShouldFail() => IsRight.ShouldBeFalse(Text);
}
