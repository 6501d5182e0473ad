// The targets of Cake.MultiArch. The script loads the addin before this file. It defines its image with MultiArch.Image(…) or takes
// everything from arguments, and it ends with RunTarget.

Setup<MultiArchRun>(context => MultiArchRun.From(context, MultiArch));

Teardown<MultiArchRun>((context, run) => run.End(context.ThrownException));

Task("CheckMultiArch")
    .Description("Checks what can be known before anything is done: podman, credentials, destinations.")
    .Does<MultiArchRun>(run => run.CheckAsync());

Task("CloneMultiArch")
    .Description("Fetches the source when --git-url is given.")
    .Does<MultiArchRun>(run => run.CloneAsync());

Task("EnsureBinfmt")
    .Description("Makes the host able to run the platforms that will be emulated.")
    .Does<MultiArchRun>(run => run.EnsureBinfmtAsync());

Task("BuildMultiArch")
    .Description("Builds every platform into a verified local list.")
    .IsDependentOn("CheckMultiArch")
    .IsDependentOn("CloneMultiArch")
    .IsDependentOn("EnsureBinfmt")
    .Does<MultiArchRun>(run => run.BuildAsync());

Task("PushMultiArch")
    .Description("Clones, builds, pushes, and verifies what was pushed.")
    .IsDependentOn("BuildMultiArch")
    .Does<MultiArchRun>(run => run.PushAsync());

Task("PlanMultiArch")
    .Description("Prints how each platform will be built, and the exact commands. Changes nothing.")
    .Does<MultiArchRun>(run => run.PlanAsync());

Task("DoctorMultiArch")
    .Description("Looks at everything that can fail later, and names the repair. Changes nothing.")
    .Does<MultiArchRun>(run => run.DoctorAsync());

Task("VerifyMultiArch")
    .Description("Verifies images that are published already, by reading them back. Needs no podman and changes nothing.")
    .Does<MultiArchRun>(run => run.VerifyAsync());

Task("CleanMultiArch")
    .Description("Removes what ended runs left: folders, working containers, lists, images without a name.")
    .Does<MultiArchRun>(run => run.CleanAsync());
