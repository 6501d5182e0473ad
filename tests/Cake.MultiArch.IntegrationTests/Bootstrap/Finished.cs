namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>How a program ended and what it wrote.</summary>
internal sealed record Finished(int ExitCode, string Output, string Error)
{
    public Finished ShouldSucceed()
    {
        ExitCode.ShouldBe(0, $"{Output}{Error}");
        return this;
    }

    public Finished ShouldFail()
    {
        ExitCode.ShouldBe(1, $"{Output}{Error}");
        return this;
    }
}
