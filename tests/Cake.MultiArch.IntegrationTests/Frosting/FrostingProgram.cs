using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Frosting;

/// <summary>Frosting programs of the repository. They are built with the tests, in their configuration.</summary>
public static class FrostingProgram
{
    /// <summary>The consumer's program in <c>samples/frosting</c>, with a lifetime that ends the run.</summary>
    public static string Sample { get; } = Find("samples/frosting", "Site.Build");

    /// <summary>A program with a context and nothing else.</summary>
    public static string Plain { get; } = Find("tests/FrostingProgram", "FrostingProgram");

    private static string Find(string folder, string name) =>
        Path.Combine(
            BaseImages.RepositoryRoot,
            folder,
            "bin",
            Directory.GetParent(AppContext.BaseDirectory.TrimEnd('/'))!.Name,
            "net10.0",
            name
        );
}
