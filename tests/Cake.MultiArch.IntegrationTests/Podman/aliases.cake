// Every alias of podman, in the real runner, against the real podman. The test writes a script in front that loads the addin.
var context = Argument<string>("context");
var registry = Argument<string>("registry");
var store = new { Root = Argument<string>("root"), RunRoot = Argument<string>("runroot"), Driver = Argument<string>("driver") };
var list = "localhost/aliases:1";

T On<T>(T settings) where T : PodmanSettings
{
    settings.Root = store.Root;
    settings.RunRoot = store.RunRoot;
    settings.StorageDriver = store.Driver;
    return settings;
}

void Check(bool isRight, string what)
{
    if (!isRight)
        throw new CakeException("Not right: " + what);
    Information("right: " + what);
}

PodmanBuildSettings Build() => On(new PodmanBuildSettings { Isolation = PodmanIsolation.Chroot, TlsVerify = false });

Task("PodmanVersion").Does(() =>
{
    Check(PodmanVersion().Version >= new Version(4, 3), "PodmanVersion()");
    Check(PodmanVersion(new PodmanVersionSettings()).OsArch.StartsWith("linux/"), "PodmanVersion(settings)");
    Check(PodmanVersion(settings => settings.LogLevel = PodmanLogLevel.Error).Server == null, "PodmanVersion(configure)");
});

Task("PodmanBuild").Does(() =>
{
    var single = Build();
    single.Tags.Add("localhost/single:1");
    var image = PodmanBuild(context, single);
    Check(image.ImageId.StartsWith("sha256:"), "PodmanBuild(context, settings)");

    var multi = Build();
    multi.Platforms.Add("linux/amd64");
    multi.Platforms.Add("linux/arm64");
    multi.Manifest = list;
    var built = PodmanBuildAsync(context, multi).GetAwaiter().GetResult();
    Check(built.Index.Manifests.Count == 2, "PodmanBuildAsync(context, settings)");

    Check(PodmanBuild(Directory(context), settings => { On(settings); settings.Isolation = PodmanIsolation.Chroot; settings.TlsVerify = false; }).Index == null, "PodmanBuild(context, configure)");
    using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(5));
    Check(PodmanBuildAsync(context, Build(), limit.Token).Result.ImageId != "", "PodmanBuildAsync(context, settings, token)");

    // The forms without settings use the user's own storage, so they are only called with what is refused at once.
    Refused(() => PodmanBuild("./no/such/context"), "MA1414", "PodmanBuild(context)");
    Refused(() => PodmanBuild(new Uri("ftp://127.0.0.1:1/x"), On(new PodmanBuildSettings { Manifest = "UPPER" })), "MA1406", "PodmanBuild(address, settings)");
});

Task("PodmanImageInspect").Does(() =>
{
    Check(PodmanImageInspect("localhost/single:1", On(new PodmanImageInspectSettings())).Os == "linux", "PodmanImageInspect(image, settings)");
    Check(PodmanImageInspect("localhost/single:1", settings => On(settings)).Size > 0, "PodmanImageInspect(image, configure)");
    Check(PodmanImageInspect(new[] { "localhost/single:1", "localhost/single:1" }, On(new PodmanImageInspectSettings())).Count == 2, "PodmanImageInspect(images, settings)");
    Refused(() => PodmanImageInspect("--help"), "MA1406", "PodmanImageInspect(image)");
});

Task("Manifest").Does(() =>
{
    var other = "localhost/other:1";
    Check(ManifestCreate(other, On(new ManifestCreateSettings { Images = { "localhost/single:1" } })).Id != "", "ManifestCreate(list, settings)");
    Check(ManifestCreate(other, settings => On(settings).Amend = true).Name == other, "ManifestCreate(list, configure)");
    Check(ManifestAdd(other, "localhost/single:1", On(new ManifestAddSettings { Platform = "linux/riscv64" })).Manifests.Count == 1, "ManifestAdd(list, image, settings)");
    Check(ManifestAdd(other, "localhost/single:1", settings => On(settings).Annotations["a"] = "b").Manifests.Any(entry => entry.Annotations.ContainsKey("a")), "ManifestAdd(list, image, configure)");
    Check(ManifestExists(other, On(new ManifestExistsSettings())), "ManifestExists(list, settings)");
    Check(!ManifestExists("localhost/nothing:1", settings => On(settings)), "ManifestExists(list, configure)");
    Check(ManifestInspect(list, On(new ManifestInspectSettings())).Manifests.Select(entry => entry.Platform).Contains("linux/arm64"), "ManifestInspect(list, settings)");
    Check(ManifestInspect(list, settings => On(settings)).Manifests.Count == 2, "ManifestInspect(list, configure)");
    ManifestDelete(other, On(new ManifestDeleteSettings()));
    Check(!ManifestExists(other, On(new ManifestExistsSettings())), "ManifestDelete(list, settings)");
    ManifestDelete(other, settings => On(settings).Ignore = true);
    Check(!ManifestExists(other, On(new ManifestExistsSettings())), "ManifestDelete(list, configure)");
    Refused(() => ManifestCreate("UPPER"), "MA1406", "ManifestCreate(list)");
    Refused(() => ManifestAdd("UPPER", "x"), "MA1406", "ManifestAdd(list, image)");
    Refused(() => ManifestInspect("-"), "MA1406", "ManifestInspect(list)");
    Refused(() => ManifestExists("-"), "MA1406", "ManifestExists(list)");
    Refused(() => ManifestDelete("-"), "MA1406", "ManifestDelete(list)");
});

Task("PodmanLogin").Does(() =>
{
    var authFile = new FilePath(Argument<string>("authfile"));
    var login = On(new PodmanLoginSettings { Username = "ci", Password = EnvironmentVariable("TEST_PASSWORD"), AuthFile = authFile, TlsVerify = false });
    Check(PodmanLogin(registry, login).Username == "ci", "PodmanLogin(registry, settings)");
    Check(PodmanLogin(registry, settings => { settings.GetLogin = true; settings.AuthFile = authFile; }).Username == "ci", "PodmanLogin(registry, configure)");
    Refused(() => PodmanLogin(registry, "ci", ""), "MA1413", "PodmanLogin(registry, username, password)");
});

Task("ManifestPush").Does(() =>
{
    var authFile = new FilePath(Argument<string>("authfile"));
    ManifestPushSettings Push() => On(new ManifestPushSettings { AuthFile = authFile, TlsVerify = false });
    var first = ManifestPush(list, registry + "/aliases:1", Push());
    Check(first.Digest.StartsWith("sha256:"), "ManifestPush(list, destination, settings)");
    Check(ManifestPush(list, registry + "/aliases:2", settings => { On(settings).AuthFile = authFile; settings.TlsVerify = false; }).Digest == first.Digest, "ManifestPush(list, destination, configure)");
    Check(ManifestPushAsync(list, registry + "/aliases:3", Push()).Result.Digest == first.Digest, "ManifestPushAsync(list, destination, settings)");
    using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(5));
    Check(ManifestPushAsync(list, registry + "/aliases:4", Push(), limit.Token).Result.Digest == first.Digest, "ManifestPushAsync(list, destination, settings, token)");
    Refused(() => ManifestPush("UPPER", registry + "/x"), "MA1406", "ManifestPush(list, destination)");
});

void Refused(Action action, string id, string what)
{
    try
    {
        action();
    }
    catch (Exception e) when (e.Message.StartsWith(id))
    {
        Information("right: " + what);
        return;
    }

    throw new CakeException("Not refused: " + what);
}

Task("Aliases")
    .IsDependentOn("PodmanVersion")
    .IsDependentOn("PodmanBuild")
    .IsDependentOn("PodmanImageInspect")
    .IsDependentOn("Manifest")
    .IsDependentOn("PodmanLogin")
    .IsDependentOn("ManifestPush");

// Builds until it is interrupted; a second task shows that the script ends, and the teardown that it ends in order.
Teardown(_ => Information("teardown"));
Task("Long").Does(() =>
{
    var settings = Build();
    settings.Manifest = list;
    PodmanBuild(context, settings);
});
Task("After").IsDependentOn("Long").Does(() => Information("after"));

RunTarget(Argument("target", "Aliases"));
