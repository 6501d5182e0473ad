using Cake.MultiArch.Storage;

namespace Cake.MultiArch.Tests.Build;

public class HalfImagesTests : BuilderTest
{
    private static readonly string Half = new('a', 64);

    private static readonly string Complaint =
        $"time=\"2026-01-02T03:04:05Z\" level=error msg=\"Image {Half[..12]} exists in local storage but may be corrupted (remove the image to resolve the issue): "
        + $"locating item named \\\"manifest\\\" for image with ID \\\"{Half}\\\" (consider removing the image to resolve the issue): file does not exist\"";

    [Fact]
    public async Task An_image_that_stays_without_a_manifest_is_removed()
    {
        Fake.Version("4.3.1").On("images --quiet").Error(Complaint);
        Fake.On("rmi");

        (await new HalfImages(Podman, store: null).RemoveAsync(Token)).ShouldBe(1);

        Fake.Call("rmi").Arguments.ShouldBe(["rmi", "--force", "--no-prune", "--ignore", Half]);
    }

    [Fact]
    public async Task An_image_is_found_where_podman_fails_with_it()
    {
        Fake.Version("5.4.2")
            .On("images --quiet")
            .Error(
                $"Error: locating item named \"manifest\" for image with ID \"{Half}\" (consider removing the image to resolve the issue): file does not exist"
            )
            .Exit(125);
        Fake.On("rmi");

        (await new HalfImages(Podman, store: null).RemoveAsync(Token)).ShouldBe(1);
    }

    [Fact]
    public async Task An_image_whose_manifest_came_in_the_meantime_is_another_podmans_work()
    {
        Fake.Version("4.3.1").On("images --quiet", times: 1).Error(Complaint);
        Fake.On("images --quiet").Out("aaaaaaaaaaaa");

        (await new HalfImages(Podman, store: null).RemoveAsync(Token)).ShouldBe(0);

        CallsOf("rmi").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_storage_without_such_images_is_asked_once()
    {
        Fake.Version("4.3.1").On("images --quiet").Out("aaaaaaaaaaaa");

        (await new HalfImages(Podman, store: null).RemoveAsync(Token)).ShouldBe(0);

        CallsOf("images").Count.ShouldBe(1);
    }
}
