using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Tests;

public class ProblemCatalogueTests
{
    [Fact]
    public void Every_identifier_is_used_once() =>
        ProblemCatalogue.All.Select(kind => kind.Id).ShouldBeUnique();
}
