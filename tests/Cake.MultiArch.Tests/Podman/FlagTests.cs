using System.Reflection;
using System.Xml.Linq;
using Cake.Core.IO;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Tests.Podman;

public class FlagTests
{
    public static TheoryData<Type> SettingsClasses { get; } =
    [
        .. typeof(ImageToolSettings)
            .Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(ImageToolSettings)) && !type.IsAbstract),
    ];

    public static TheoryData<Type> PodmanSettingsClasses { get; } =
    [.. SettingsClasses.Select(row => row.Data).Where(type => type.IsSubclassOf(typeof(PodmanSettings)))];

    [Fact]
    public void There_is_a_settings_class_for_each_command() =>
        SettingsClasses
            .Select(row => row.Data.Name)
            .ShouldBe(
                [
                    "ManifestAddSettings",
                    "ManifestAnnotateSettings",
                    "ManifestCreateSettings",
                    "ManifestDeleteSettings",
                    "ManifestExistsSettings",
                    "ManifestInspectSettings",
                    "ManifestPushSettings",
                    "ManifestRemoveSettings",
                    "PodmanBuildSettings",
                    "PodmanImageExistsSettings",
                    "PodmanImageInspectSettings",
                    "PodmanImageRemoveSettings",
                    "PodmanInfoSettings",
                    "PodmanLoginSettings",
                    "PodmanLogoutSettings",
                    "PodmanPullSettings",
                    "PodmanPushSettings",
                    "PodmanTagSettings",
                    "PodmanVersionSettings",
                ],
                ignoreOrder: true
            );

    [Theory]
    [MemberData(nameof(SettingsClasses))]
    public void Every_flag_arrives_in_the_arguments_when_its_property_is_set(Type type)
    {
        foreach (var (flag, property) in FlagArguments.FlagsOf(type).Where(flag => !flag.Flag.IsOurs))
        {
            var settings = (ImageToolSettings)Activator.CreateInstance(type)!;
            Set(settings, property);

            var arguments = new FlagArguments("/work", new Version(5, 8)).All(settings, []);

            arguments.ShouldContain(
                argument => argument == flag.Name || argument.StartsWith(flag.Name + "=", StringComparison.Ordinal),
                $"{type.Name}.{property.Name}"
            );
        }
    }

    [Theory]
    [MemberData(nameof(SettingsClasses))]
    public void A_flag_has_one_property_and_is_not_left_out_too(Type type)
    {
        var flags = FlagArguments.FlagsOf(type);
        var leftOut = type.GetCustomAttributes<FlagLeftOutAttribute>().Select(flag => flag.Name);

        flags
            .Where(flag => flag.Property.CanWrite)
            .GroupBy(flag => (flag.Flag.Name, flag.IsGlobal))
            .ShouldAllBe(group => group.Count() == 1);
        flags.Where(flag => !flag.IsGlobal).Select(flag => flag.Flag.Name).Intersect(leftOut).ShouldBeEmpty();
        flags.ShouldAllBe(flag => flag.Flag.Name.StartsWith("--", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(SettingsClasses))]
    public void A_version_stands_beside_a_flag_only_where_not_every_supported_podman_has_it(Type type) =>
        FlagArguments
            .FlagsOf(type)
            .Where(flag => flag.Flag.Since is not null)
            .ShouldAllBe(flag =>
                Version.Parse(flag.Flag.Since!) > PodmanClient.Minimum && Version.Parse(flag.Flag.Since!) < new Version(6, 0)
            );

    [Theory]
    [MemberData(nameof(PodmanSettingsClasses))]
    public void A_flag_that_a_podman_lacks_is_refused_with_the_version_needed_and_found(Type type)
    {
        foreach (var (flag, property) in GivenFlagsOf(type).Where(flag => flag.Flag.Since is not null))
        {
            var since = Version.Parse(flag.Since!);
            Refusal(type, property, since, isRemote: false).ShouldBeNull(flag.Name);

            var refusal = Refusal(type, property, new(4, 3, 1), isRemote: false).ShouldNotBeNull(flag.Name);
            refusal.Id.ShouldBe("MA1418");
            refusal.What.ShouldContain(flag.Name);
            refusal.Where.ShouldBe($"{type.Name}.{property.Name}; podman");
            refusal.Why.ShouldBe($"The flag came with podman {since}, and this is podman 4.3.1.");
        }
    }

    [Theory]
    [MemberData(nameof(PodmanSettingsClasses))]
    public void A_flag_that_a_client_does_not_hand_on_is_refused_where_a_service_does_the_work(Type type)
    {
        foreach (var (flag, property) in GivenFlagsOf(type))
        {
            var oldest = Version.Parse(flag.Since ?? "4.3.1");
            Refusal(type, property, new(5, 8, 0), isRemote: false).ShouldBeNull(flag.Name);
            (Refusal(type, property, oldest, isRemote: true) is not null).ShouldBe(
                flag.IsLocalOnly || flag.RemoteSince is not null,
                flag.Name
            );
            (Refusal(type, property, new(5, 8, 0), isRemote: true) is not null).ShouldBe(flag.IsLocalOnly, flag.Name);

            if (Refusal(type, property, oldest, isRemote: true) is { } refusal)
            {
                refusal.Id.ShouldBe("MA1460");
                refusal.What.ShouldContain(flag.Name);
                refusal.Where.ShouldStartWith($"{type.Name}.{property.Name}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(SettingsClasses))]
    public void A_property_is_a_flag_a_setting_of_Cake_or_named_here(Type type)
    {
        string[] known = 
        [
            "ManifestCreateSettings.Images", "ManifestAddSettings.Platform", "ManifestAnnotateSettings.Platform",
        ];

        type.GetProperties()
            .Where(property => property.DeclaringType!.Assembly == type.Assembly)
            .Where(property => property.GetCustomAttribute<FlagAttribute>() is null)
            .Select(property => $"{type.Name}.{property.Name}")
            .Except(known)
            .ShouldBeEmpty();
    }

    [Fact]
    public void The_documentation_of_a_flag_says_which_podman_brought_it()
    {
        var summaries = XDocument
            .Load(System.IO.Path.ChangeExtension(typeof(PodmanSettings).Assembly.Location, ".xml"))
            .Descendants("member")
            .ToDictionary(member => member.Attribute("name")!.Value, member => member.Element("summary")?.Value ?? "");

        foreach (
            var (flag, property) in SettingsClasses
                .SelectMany(row => FlagArguments.FlagsOf(row.Data))
                .Where(flag => flag.Flag.Since is not null)
        )
        {
            summaries[$"P:{property.DeclaringType!.FullName}.{property.Name}"].ShouldContain($"Podman {flag.Since} and newer.");
        }
    }

    private static IEnumerable<FlagProperty> GivenFlagsOf(Type type) => FlagArguments.FlagsOf(type).Where(flag => !flag.Flag.IsOurs);

    private static Problem? Refusal(Type type, PropertyInfo property, Version version, bool isRemote)
    {
        var settings = (PodmanSettings)Activator.CreateInstance(type)!;
        Set(settings, property);
        var podman = new PodmanComponent(version, $"{version}", $"{version}", "", "", default, "linux/amd64");
        try
        {
            new FlagCheck("podman", new(podman, isRemote ? podman : null)).Check(settings, new FlagArguments("/work", version));
            return null;
        }
        catch (MultiArchException e)
        {
            return e.Problem;
        }
    }

    private static void Set(ImageToolSettings settings, PropertyInfo property)
    {
        switch (property.GetValue(settings))
        {
            case ICollection<string> texts:
                texts.Add("x");
                break;
            case ICollection<int> numbers:
                numbers.Add(1);
                break;
            case ICollection<FilePath> files:
                files.Add("x");
                break;
            case ICollection<DirectoryPath> folders:
                folders.Add("x");
                break;
            case ICollection<Platform> platforms:
                platforms.Add("linux/arm64");
                break;
            case ICollection<PodmanCompression> compressions:
                compressions.Add(PodmanCompression.Gzip);
                break;
            case IDictionary<string, string?> pairs:
                pairs.Add("x", "y");
                break;
            default:
                property.SetValue(settings, Value(Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
                break;
        }
    }

    private static object Value(Type type) => type switch
    {
        _ when type == typeof(string) => "x",
        _ when type == typeof(FilePath) => new FilePath("x"),
        _ when type == typeof(DirectoryPath) => new DirectoryPath("x"),
        _ when type == typeof(bool) => true,
        _ when type == typeof(int) => 1,
        _ when type == typeof(long) => 1L,
        _ when type == typeof(Platform) => new Platform("linux", "arm64"),
        _ when type == typeof(TimeSpan) => TimeSpan.FromSeconds(1),
        _ when type == typeof(DateTimeOffset) => DateTimeOffset.UnixEpoch,
        _ when type.IsEnum => Enum.GetValues(type).GetValue(0)!,
        _ => throw new NotSupportedException($"The test knows no value of {type}."),
    };
}
