using Cake.MultiArch.Oci;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tests.Fakes;

namespace Cake.MultiArch.Tests.Podman;

/// <summary>Entries of a list, by digest and by platform.</summary>
public sealed class EntryTests : PodmanTest
{
    private static readonly string First = "sha256:" + 0.ToString("x64", null);
    private static readonly string Second = "sha256:" + 1.ToString("x64", null);

    public static TheoryData<string, string> Entries { get; } =
        new()
        {
            { First, First },
            { "linux/arm/v7", Second },
            { "linux/armhf", Second },
        };

    [Theory]
    [MemberData(nameof(Entries))]
    public void An_entry_is_removed_by_its_digest_or_platform(string entry, string digest)
    {
        Fake.Version("4.3.1");
        IsList(Index("linux/amd64", "linux/arm/v7"));
        Fake.On("manifest remove").Out("be80");

        var index = Context.ManifestRemove(List, entry, new ManifestRemoveSettings { Root = "/r" });

        Fake.Call("manifest remove").Arguments.ShouldBe(["--root=/r", "manifest", "remove", List, digest]);
        index.Manifests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("linux/s390x", "It has linux/amd64")]
    [InlineData("sha256:2222222222222222222222222222222222222222222222222222222222222222", "It has linux/amd64")]
    [InlineData("linux/arm64", "There are 2 of it")]
    public void An_entry_that_is_not_there_or_not_the_only_one_is_refused(string entry, string why)
    {
        Fake.Version("4.3.1");
        IsList(Index("linux/amd64", "linux/arm64", "linux/arm64/v8"));

        foreach (
            var act in new Action[]
            {
                () => Context.ManifestRemove(List, entry),
                () => Context.ManifestAnnotate(List, entry, new ManifestAnnotateSettings { Os = "linux" }),
            }
        )
        {
            var problem = Should.Throw<MultiArchException>(act).Problem;
            problem.Id.ShouldBe("MA1445");
            problem.Why.ShouldStartWith(why);
        }
    }

    [Theory]
    [InlineData(1, "MA1445")]
    [InlineData(125, "MA1408")]
    public void What_is_no_list_has_no_entries_and_no_registry_is_asked(int exitCode, string id)
    {
        Fake.Version("4.3.1");
        Fake.On("manifest exists").Error($"Error: {List}: image is not a manifest list").Exit(exitCode);

        Should.Throw<MultiArchException>(() => Context.ManifestRemove(List, "linux/arm64")).Problem.Id.ShouldBe(id);
        Fake.Calls.ShouldNotContain(call => call.Line.Contains(" manifest inspect ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("linux", "MA1001")]
    [InlineData("sha256:12", "MA1013")]
    [InlineData("localhost/image:1", "MA1013")]
    public void An_entry_is_a_digest_or_a_platform(string entry, string id)
    {
        Fake.Version("4.3.1");

        Should.Throw<MultiArchException>(() => Context.ManifestRemove(List, entry)).Problem.Id.ShouldBe(id);
    }

    [Theory]
    [InlineData("4.9.3", "--annotation=\"note=a, b\"")]
    [InlineData("5.0.0", "--annotation=note=a, b")]
    public void Annotations_with_a_comma_stay_whole(string version, string expected)
    {
        Fake.Version(version);
        IsList(Index("linux/amd64"));
        Fake.On("manifest annotate").Out("be80");

        Context
            .ManifestAnnotate(
                List,
                First,
                new ManifestAnnotateSettings { Platform = "linux/arm64/v9", Annotations = { ["note"] = "a, b" } }
            )
            .ShouldBeOfType<ImageIndex>();

        Fake.Call("manifest annotate").Arguments.ShouldBe(
            ["manifest", "annotate", expected, "--arch=arm64", "--os=linux", "--variant=v9", List, First]);
    }

    [Fact]
    public void The_list_itself_is_annotated_without_an_entry()
    {
        Fake.Version("5.0.0");
        IsList(Index("linux/amd64"));
        Fake.On("manifest annotate").Out("be80");

        Context.ManifestAnnotate(
            List,
            new ManifestAnnotateSettings
            {
                Index = true,
                Subject = "r.example.com/x:1",
                Annotations = { ["a"] = "b" },
            }
        );

        Fake.Call("manifest annotate")
            .Arguments.ShouldBe(["manifest", "annotate", "--annotation=a=b", "--index", "--subject=r.example.com/x:1", List]);
        Refused(() => Context.ManifestAnnotate(List, new ManifestAnnotateSettings()));
        Refused(() => Context.ManifestAnnotate(List, First, new ManifestAnnotateSettings { Index = true }));

        static void Refused(Action act) => Should.Throw<MultiArchException>(act).Problem.Where.ShouldBe("ManifestAnnotateSettings.Index");
    }

    [Fact]
    public void A_flag_that_podman_takes_and_drops_fails()
    {
        Fake.Version("5.4.2");
        IsList(Index("linux/amd64"));
        Fake.On("manifest annotate").Out("be80");

        Dropped("--os-features", new ManifestAnnotateSettings { OsFeatures = { "win32k" } });
        Dropped("--features", new ManifestAnnotateSettings { Features = { "sse4" } });

        void Dropped(string flag, ManifestAnnotateSettings settings)
        {
            var problem = Should.Throw<MultiArchException>(() => Context.ManifestAnnotate(List, First, settings)).Problem;
            problem.Id.ShouldBe("MA1447");
            problem.What.ShouldContain($" {flag} ");
        }
    }

    [Fact]
    public void Features_that_the_list_has_afterwards_are_taken_for_set()
    {
        Fake.Version("5.4.2");
        IsList(
            Index("linux/amd64")
                .Replace(
                    "\"os\":\"linux\"",
                    "\"os\":\"linux\",\"features\":[\"sse4\"],\"os.features\":[\"win32k\"]",
                    StringComparison.Ordinal
                )
        );
        Fake.On("manifest annotate").Out("be80");

        var index = Context.ManifestAnnotate(
            List,
            First,
            new ManifestAnnotateSettings { Features = { "sse4" }, OsFeatures = { "win32k" } }
        );

        index.Manifests[0].Features.ShouldBe(["sse4"]);
    }

    private void IsList(string index)
    {
        Fake.On("manifest exists").Exit(0);
        Fake.On("manifest inspect").Out(index);
    }
}
