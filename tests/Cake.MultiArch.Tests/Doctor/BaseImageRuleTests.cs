using Cake.MultiArch.Doctor;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;

namespace Cake.MultiArch.Tests.Doctor;

public class BaseImageRuleTests
{
    [Theory]
    [InlineData("linux/amd64", "linux/amd64", true)]
    [InlineData("linux/amd64", "linux/arm64", false)]
    [InlineData("linux/arm/v5", "linux/arm/v7", true)]
    [InlineData("linux/arm/v7", "linux/arm/v6", true)]
    [InlineData("linux/amd64", "linux/amd64/v3", true)]
    [InlineData("linux/amd64/v2", "linux/amd64/v3", false)]
    public void An_image_is_refused_only_where_no_podman_takes_it(string offered, string wanted, bool serves) =>
        BaseImage.Serves(Platform.Parse(offered), Platform.Parse(wanted)).ShouldBe(serves);

    [Theory]
    [InlineData("oci-archive:base.tar", true)]
    [InlineData("oci:folder", true)]
    [InlineData("docker-archive:x.tar", true)]
    [InlineData("dir:x", true)]
    [InlineData("oci", false)]
    [InlineData("registry.example.com/oci:1", false)]
    public void A_base_that_lies_in_a_file_is_in_no_registry(string name, bool has) => PodmanClient.HasTransport(name).ShouldBe(has);

    [Fact]
    public void An_index_that_names_no_platform_lacks_none() =>
        new BaseImage(ImageReference.Parse("registry.example.com/a:1"), ImageReference.Parse("a:1"), "Containerfile:1", ["linux/arm64"])
        {
            IsForAny = true,
        }.Missing.ShouldBeEmpty();

    [Fact]
    public void A_build_alone_does_not_ask_where_it_would_be_published()
    {
        DoctorChecks.BeforeSource(publishes: true).Select(check => check.Name).ShouldContain("registry");
        DoctorChecks.BeforeSource(publishes: false).Select(check => check.Name).ShouldNotContain("registry");
    }
}
