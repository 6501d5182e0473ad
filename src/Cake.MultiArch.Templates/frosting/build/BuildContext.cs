using Cake.Core;
using Cake.Frosting;
using Cake.MultiArch;
using Cake.MultiArch.Frosting;

namespace Build;

public sealed class BuildContext(ICakeContext cake) : FrostingContext(cake), IMultiArchContext
{
    public MultiArchRun MultiArch { get; } = MultiArchRun.From(cake, definition => definition
        .Image("image-name")
        .Context("src/site")
#if (image != "")
        .PushTo("registry.example.com/demo/site:v1")
#endif
        .Platforms(PLATFORM_STRINGS));
}
