#load nuget:?package=Cake.MultiArch.Recipe&version=0.0.0-template

MultiArch.Image("image-name")
    .Context("src/site")
#if (image != "")
    .PushTo("registry.example.com/demo/site:v1")
#endif
    .Platforms(PLATFORM_STRINGS);

Task("Default")
    .Description("Builds, publishes and verifies the image.")
    .IsDependentOn("PushMultiArch");

RunTargets(Arguments("target", "Default"));
