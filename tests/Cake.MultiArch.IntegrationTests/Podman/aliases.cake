// Every alias of podman and binfmt_misc, in the real runner, against the real programs. The test writes a script in front that loads the
// addin, and makes the store the default one, so that forms without settings may be called too.
var context = Argument<string>("context");
var registry = Argument<string>("registry");
var store = new { Root = Argument<string>("root"), RunRoot = Argument<string>("runroot"), Driver = Argument<string>("driver") };
var list = "localhost/aliases:1";
var authFile = new FilePath(Argument<string>("authfile"));
var layouts = Argument<string>("layouts");

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

    using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(5));
    Check(PodmanBuildAsync(context, Build(), limit.Token).Result.ImageId != "", "PodmanBuildAsync(context, settings, token)");

    Refused(() => PodmanBuild("./no/such/context"), "MA1414", "PodmanBuild(context)");
    Refused(() => PodmanBuild(new Uri("ftp://127.0.0.1:1/x"), On(new PodmanBuildSettings { Manifest = "UPPER" })), "MA1406", "PodmanBuild(address, settings)");
});

Task("PodmanImageInspect").Does(() =>
{
    Check(PodmanImageInspect("localhost/single:1", On(new PodmanImageInspectSettings())).Os == "linux", "PodmanImageInspect(image, settings)");
    Check(PodmanImageInspect(new[] { "localhost/single:1", "localhost/single:1" }, On(new PodmanImageInspectSettings())).Count == 2, "PodmanImageInspect(images, settings)");
    Refused(() => PodmanImageInspect("--help"), "MA1406", "PodmanImageInspect(image)");
});

Task("Manifest").Does(() =>
{
    var other = "localhost/other:1";
    Check(ManifestCreate(other, On(new ManifestCreateSettings { Images = { "localhost/single:1" } })).Id != "", "ManifestCreate(list, settings)");
    Check(ManifestCreate(other, On(new ManifestCreateSettings { Amend = true })).Name == other, "ManifestCreate(list, settings)");
    Check(ManifestAdd(other, "localhost/single:1", On(new ManifestAddSettings { Platform = "linux/riscv64" })).Manifests.Count == 1, "ManifestAdd(list, image, settings)");
    Check(ManifestAdd(other, "localhost/single:1", On(new ManifestAddSettings { Annotations = { ["a"] = "b" } })).Manifests.Any(entry => entry.Annotations.ContainsKey("a")), "ManifestAdd(list, image, settings)");
    Check(ManifestExists(other, On(new ManifestExistsSettings())), "ManifestExists(list, settings)");
    Check(ManifestInspect(list, On(new ManifestInspectSettings())).Manifests.Select(entry => entry.Platform).Contains("linux/arm64"), "ManifestInspect(list, settings)");
    ManifestDelete(other, On(new ManifestDeleteSettings()));
    Check(!ManifestExists(other, On(new ManifestExistsSettings())), "ManifestDelete(list, settings)");
    ManifestDelete(other, On(new ManifestDeleteSettings { Ignore = true }));
    Check(!ManifestExists(other, On(new ManifestExistsSettings())), "ManifestDelete(list, settings)");
    Refused(() => ManifestCreate("UPPER"), "MA1406", "ManifestCreate(list)");
    Refused(() => ManifestAdd("UPPER", "x"), "MA1406", "ManifestAdd(list, image)");
    Refused(() => ManifestInspect("-"), "MA1406", "ManifestInspect(list)");
    Refused(() => ManifestExists("-"), "MA1406", "ManifestExists(list)");
    Refused(() => ManifestDelete("-"), "MA1406", "ManifestDelete(list)");
});

Task("PodmanLogin").Does(() =>
{
    var login = On(new PodmanLoginSettings { Username = "ci", Password = EnvironmentVariable("TEST_PASSWORD"), AuthFile = authFile, TlsVerify = false });
    Check(PodmanLogin(registry, login).Username == "ci", "PodmanLogin(registry, settings)");
    Refused(() => PodmanLogin(new RegistryCredentials(registry, "ci", "")), "MA1413", "PodmanLogin(credentials)");
});

Task("ManifestPush").Does(() =>
{
    ManifestPushSettings Push() => On(new ManifestPushSettings { AuthFile = authFile, TlsVerify = false });
    var first = ManifestPush(list, registry + "/aliases:1", Push());
    Check(first.Digest.StartsWith("sha256:"), "ManifestPush(list, destination, settings)");
    Check(ManifestPushAsync(list, registry + "/aliases:3", Push()).Result.Digest == first.Digest, "ManifestPushAsync(list, destination, settings)");
    using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(5));
    Check(ManifestPushAsync(list, registry + "/aliases:4", Push(), limit.Token).Result.Digest == first.Digest, "ManifestPushAsync(list, destination, settings, token)");
    Refused(() => ManifestPush("UPPER", registry + "/x"), "MA1406", "ManifestPush(list, destination)");
});

Task("Transfer").Does(() =>
{
    var image = "localhost/single:1";
    PodmanPushSettings Push() => On(new PodmanPushSettings { AuthFile = authFile, TlsVerify = false });
    Check(!PodmanPush(image, $"docker-archive:{layouts}/pushed.tar:localhost/archived:1").IsList, "PodmanPush(image, destination)");
    var pushed = PodmanPush(image, registry + "/single:1", Push());
    Check(pushed.Digest.StartsWith("sha256:"), "PodmanPush(image, destination, settings)");
    Check(PodmanPush(list, registry + "/list:1", Push()).IsList, "PodmanPush(list, destination, settings)");
    Check(PodmanPushAsync(image, registry + "/single:2", Push()).Result.Digest == pushed.Digest, "PodmanPushAsync(image, destination, settings)");
    using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(5));
    Check(PodmanPushAsync(image, registry + "/single:3", Push(), limit.Token).Result.Digest == pushed.Digest, "PodmanPushAsync(image, destination, settings, token)");

    PodmanPullSettings Pull() => On(new PodmanPullSettings { AuthFile = authFile, TlsVerify = false, Platform = "linux/arm64" });
    Check(PodmanPull($"docker-archive:{layouts}/pushed.tar").ImageId.StartsWith("sha256:"), "PodmanPull(image)");
    var pulled = PodmanPull(registry + "/list:1", Pull());
    Check(pulled.Platform == "linux/arm64", "PodmanPull(image, settings)");
    Check(PodmanPullAsync(registry + "/list:1", Pull()).Result.ImageId == pulled.ImageId, "PodmanPullAsync(image, settings)");
    Check(PodmanPullAsync(registry + "/list:1", Pull(), limit.Token).Result.Images.Count == 1, "PodmanPullAsync(image, settings, token)");
});

Task("Entries").Does(() =>
{
    Check(ManifestAnnotate(list, "linux/arm64", On(new ManifestAnnotateSettings { Annotations = { ["note"] = "a,b" } })).Manifests.Any(entry => entry.Annotations.ContainsKey("note")), "ManifestAnnotate(list, entry, settings)");
    Check(ManifestAnnotate(list, "linux/arm64", On(new ManifestAnnotateSettings { Variant = "v9" })).Manifests.Any(entry => entry.Platform == "linux/arm64/v9"), "ManifestAnnotate(list, entry, settings)");
    Refused(() => ManifestAnnotate(list, On(new ManifestAnnotateSettings())), "MA1413", "ManifestAnnotate(list, settings)");
    Check(ManifestRemove(list, "linux/arm64/v9", On(new ManifestRemoveSettings())).Manifests.Count == 1, "ManifestRemove(list, entry, settings)");
    var last = ManifestInspect(list, On(new ManifestInspectSettings())).Manifests[0].Digest.ToString();
    Check(ManifestRemove(list, last, On(new ManifestRemoveSettings())).Manifests.Count == 0, "ManifestRemove(list, entry, settings)");
    Refused(() => ManifestRemove(list, last), "MA1445", "ManifestRemove(list, entry)");
});

Task("Storage").Does(() =>
{
    var image = "localhost/single:1";
    PodmanTag(image, "localhost/tag:1");
    Check(PodmanImageExists("localhost/tag:1"), "PodmanTag(image, name)");
    PodmanTag(image, "localhost/tag:2", On(new PodmanTagSettings()));
    Check(PodmanImageExists("localhost/tag:2", On(new PodmanImageExistsSettings())), "PodmanTag(image, name, settings)");
    PodmanTag(image, "localhost/tag:3", On(new PodmanTagSettings()));
    Check(PodmanImageExists("localhost/tag:3", On(new PodmanImageExistsSettings())), "PodmanTag(image, name, settings)");
    PodmanTag(image, new[] { "localhost/tag:4", "localhost/tag:5" }, On(new PodmanTagSettings()));
    Check(PodmanImageExists("localhost/tag:5"), "PodmanTag(image, names, settings)");
    Check(!PodmanImageExists("localhost/nothing:1"), "PodmanImageExists(image)");
    Check(PodmanImageExists(list, On(new PodmanImageExistsSettings())), "PodmanImageExists(image, settings)");

    Check(PodmanImageRemove("localhost/tag:1").Untagged.Count == 1, "PodmanImageRemove(image)");
    Check(PodmanImageRemove(list, On(new PodmanImageRemoveSettings())).Untagged.Count == 1 && !PodmanImageExists(list), "PodmanImageRemove(image, settings)");
    Check(PodmanImageRemove(new[] { "localhost/tag:2", "localhost/tag:3" }, On(new PodmanImageRemoveSettings())).Untagged.Count == 2, "PodmanImageRemove(images, settings)");
    PodmanImageRemove(On(new PodmanImageRemoveSettings { All = true, Force = true }));
    Check(!PodmanImageExists(image), "PodmanImageRemove(settings)");
});

Task("Surroundings").Does(() =>
{
    Check(PodmanInfo().Store.GraphRoot == store.Root, "PodmanInfo()");
    Check(PodmanInfo(On(new PodmanInfoSettings())).Store.GraphDriver == store.Driver, "PodmanInfo(settings)");

    Check(PodmanLogout(registry, new PodmanLogoutSettings { AuthFile = authFile }).WasLoggedIn, "PodmanLogout(registry, settings)");
    Check(PodmanLogout(new PodmanLogoutSettings { All = true, AuthFile = authFile }).Registry == null, "PodmanLogout(settings)");
    Refused(() => PodmanLogout("-"), "MA1406", "PodmanLogout(registry)");
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

// The platform is the host's own, so that nothing of the host is changed.
Task("Binfmt").Does(async () =>
{
    var native = PodmanVersion().OsArch;
    var settings = new BinfmtSettings { Platforms = { native }, Mode = BinfmtMode.Verify };
    using var limit = new System.Threading.CancellationTokenSource(TimeSpan.FromMinutes(1));
    bool IsNative(BinfmtReport report) => report.Platforms.Single().Mode == SupportMode.Native;

    Check(IsNative(EnsureBinfmt(native)), "EnsureBinfmt(platforms)");
    Check(IsNative(EnsureBinfmt(settings)), "EnsureBinfmt(settings)");
    Check(IsNative(await EnsureBinfmtAsync(native)), "EnsureBinfmtAsync(platforms)");
    Check(IsNative(await EnsureBinfmtAsync(settings)), "EnsureBinfmtAsync(settings)");
    Check(IsNative(await EnsureBinfmtAsync(settings, limit.Token)), "EnsureBinfmtAsync(settings, token)");
    Check(BinfmtStatus().Platforms.Count(support => support.Platform == native) == 1, "BinfmtStatus()");
    Check(IsNative(BinfmtStatus(settings)), "BinfmtStatus(settings)");
    Check(IsNative(await BinfmtStatusAsync(native)), "BinfmtStatusAsync(platforms)");
    Check(IsNative(await BinfmtStatusAsync(settings)), "BinfmtStatusAsync(settings)");
    Check(IsNative(await BinfmtStatusAsync(settings, limit.Token)), "BinfmtStatusAsync(settings, token)");
});

Task("Aliases")
    .IsDependentOn("PodmanVersion")
    .IsDependentOn("PodmanBuild")
    .IsDependentOn("PodmanImageInspect")
    .IsDependentOn("Manifest")
    .IsDependentOn("PodmanLogin")
    .IsDependentOn("ManifestPush")
    .IsDependentOn("Transfer")
    .IsDependentOn("Entries")
    .IsDependentOn("Storage")
    .IsDependentOn("Surroundings")
    .IsDependentOn("Binfmt");

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
