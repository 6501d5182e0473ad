using System.Runtime.CompilerServices;

namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>The working tree that these tests were compiled from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    private static string Find([CallerFilePath] string thisFile = "")
    {
        // A deterministic build maps the compiler's paths away; the test assembly still lies in the tree.
        for (var folder = new DirectoryInfo(File.Exists(thisFile) ? Path.GetDirectoryName(thisFile)! : AppContext.BaseDirectory);
             folder is not null;
             folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cake.MultiArch.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
