using Cake.Frosting;
using Cake.MultiArch.Frosting;

namespace Site.Build.Tasks;

[TaskName("Default")]
[TaskDescription("Checks and publishes the site.")]
[IsDependentOn(typeof(PushMultiArchTask))]
public sealed class DefaultTask : FrostingTask;
