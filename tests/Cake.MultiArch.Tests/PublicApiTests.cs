using Cake.MultiArch.Frosting;
using Cake.MultiArch.Testing;
using PublicApiGenerator;

namespace Cake.MultiArch.Tests;

public class PublicApiTests
{
    [Theory]
    [InlineData(typeof(PodmanAliases), "PublicApi.approved.txt")]
    [InlineData(typeof(IMultiArchContext), "Frosting/PublicApi.approved.txt")]
    public void The_public_API_is_the_approved_one(Type type, string file) => Approved.Matches(
        type.Assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false }) + "\n",
        $"tests/Cake.MultiArch.Tests/{file}");
}
