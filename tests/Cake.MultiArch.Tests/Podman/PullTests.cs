using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

public sealed class PullTests : PodmanTest
{
    private const string Image = "r.example.com/demo/web:1";
    private static readonly string Id = new('a', 64);
    private static readonly string OtherId = new('b', 64);

    public PullTests() => Fake.Version("5.8.0");

    [Fact]
    public void An_image_is_pulled_with_its_settings_and_looked_at()
    {
        Fake.On("pull").Error("Trying to pull…").Out(Id);
        Fake.On("image inspect").Out(Inspected((Id, "arm64", "")));

        var pulled = Context.PodmanPull(
            Image,
            new PodmanPullSettings
            {
                Root = "/r",
                ImageStore = "/i",
                Platform = "linux/arm64",
                Policy = PodmanPullPolicy.Newer,
                DecryptionKeys = { "/k.pem:/p,w" },
                Retry = 1,
            }
        );

        pulled.ImageId.ShouldBe("sha256:" + Id);
        pulled.Platform.ShouldBe((Platform)"linux/arm64");
        pulled.Images.ShouldHaveSingleItem();
        Fake.Call("pull")
            .Arguments.ShouldBe([
                "--imagestore=/i",
                "--root=/r",
                "pull",
                "--decryption-key=/k.pem:/p,w",
                "--platform=linux/arm64",
                "--policy=newer",
                "--retry=1",
                Image,
            ]);
        Fake.Call("image inspect").Arguments.ShouldBe(["--imagestore=/i", "--root=/r", "image", "inspect", Id]);
        Log.Text.ShouldContain("Trying to pull");
    }

    [Theory]
    [InlineData("arm64", "", null)]
    [InlineData("arm64", "v8", null)]
    [InlineData("amd64", "", "linux/amd64")]
    [InlineData("arm64", "v9", "linux/arm64/v9")]
    public void An_image_for_another_platform_than_was_asked_for_fails(string architecture, string variant, string? told)
    {
        Fake.On("pull").Error("WARNING: image platform does not match").Out(Id);
        Fake.On("image inspect").Out(Inspected((Id, architecture, variant)));

        foreach (var settings in new[] { new PodmanPullSettings { Platform = "linux/arm64" }, new PodmanPullSettings { Arch = "aarch64" } })
        {
            if (told is null)
            {
                Context.PodmanPull(Image, settings).ImageId.ShouldBe("sha256:" + Id);
            }
            else
            {
                var problem = Should.Throw<MultiArchException>(() => Context.PodmanPull(Image, settings)).Problem;
                problem.Id.ShouldBe("MA1446");
                problem.What.ShouldBe($"{Image} is for {told}, not for linux/arm64.");
            }
        }
    }

    [Fact]
    public void All_tags_answer_each_image_once()
    {
        Fake.On("pull").Out(Id).Out(OtherId).Out(Id);
        Fake.On("image inspect").Out(Inspected((Id, "arm64", ""), (OtherId, "amd64", "")));

        Context
            .PodmanPull(Image, new PodmanPullSettings { AllTags = true })
            .Images.Select(image => image.Architecture)
            .ShouldBe(["arm64", "amd64"]);
    }

    [Fact]
    public void A_pull_that_names_no_image_is_not_believed()
    {
        Fake.On("pull").Out("done");

        Should.Throw<MultiArchException>(() => Context.PodmanPull(Image)).Problem.Id.ShouldBe("MA1405");
    }

    [Theory]
    [InlineData("linux", null, null)]
    [InlineData(null, "arm64", null)]
    [InlineData(null, null, "v8")]
    public void A_platform_is_said_once(string? os, string? architecture, string? variant)
    {
        var settings = new PodmanPullSettings { Platform = "linux/arm64", Os = os, Arch = architecture, Variant = variant };

        Should.Throw<MultiArchException>(() => Context.PodmanPull(Image, settings)).Problem.Where.ShouldBe("PodmanPullSettings.Platform");
        Fake.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void Where_standard_output_goes_elsewhere_the_image_would_not_be_known() =>
        Should
            .Throw<MultiArchException>(() => Context.PodmanPull(Image, new PodmanPullSettings { NoOut = true }))
            .Problem.Id.ShouldBe("MA1413");

    private static string Inspected(params (string Id, string Architecture, string Variant)[] images) =>
        "["
        + string.Join(
            ',',
            images.Select(image =>
                $$$"""{"Id":"{{{image.Id}}}","Os":"linux","Architecture":"{{{image.Architecture}}}","Variant":"{{{image.Variant}}}"}"""
            )
        )
        + "]";
}
