using Cake.Common.Diagnostics;
using Cake.Core;
using Cake.Frosting;

namespace Site.Build;

public sealed class BuildLifetime : FrostingLifetime<BuildContext>
{
    public override void Setup(BuildContext context, ISetupContext info)
    {
        context.Information("Site {0}: {1}", context.Parameters.Tag, info.TargetTask.Name);
        Credentials.HandOver(context);
    }

    /// <summary>Ends the run here, so that its report exists in this method. Otherwise the run would end later.</summary>
    public override void Teardown(BuildContext context, ITeardownContext info)
    {
        context.MultiArch.End(info.ThrownException);
        context.Information("Site {0}: {1}", context.Parameters.Tag, info.Successful ? "done" : "failed");
    }
}
