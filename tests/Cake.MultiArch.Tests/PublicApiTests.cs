using Cake.MultiArch.Testing;
using PublicApiGenerator;

namespace Cake.MultiArch.Tests;

public class PublicApiTests
{
    [Fact]
    public void The_public_API_is_the_approved_one() => Approved.Matches(
        typeof(PodmanAliases).Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }) + "\n",
        "tests/Cake.MultiArch.Tests/PublicApi.approved.txt");
}
