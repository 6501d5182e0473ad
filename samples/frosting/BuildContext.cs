using Cake.Core;
using Cake.Frosting;
using Cake.MultiArch;
using Cake.MultiArch.Frosting;

namespace Site.Build;

public sealed class BuildContext : FrostingContext, IMultiArchContext
{
    public BuildContext(ICakeContext cake)
        : base(cake)
    {
        Parameters = new Parameters(cake);
        MultiArch = MultiArchRun.From(cake, definition => definition
            .Image("site")
            .Context(Folder)
            .PushTo(Parameters.Destinations));
    }

    public static string Folder => "samples/site";

    public Parameters Parameters { get; }

    public MultiArchRun MultiArch { get; }
}
