using Cake.Frosting;
using Cake.MultiArch.Frosting;

namespace Build;

[TaskName("Default")]
[TaskDescription("Builds, publishes and verifies the image.")]
[IsDependentOn(typeof(PushMultiArchTask))]
public sealed class DefaultTask : FrostingTask;
