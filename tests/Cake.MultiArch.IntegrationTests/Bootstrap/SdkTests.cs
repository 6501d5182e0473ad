namespace Cake.MultiArch.IntegrationTests.Bootstrap;

/// <summary>Which .NET SDK build.sh takes.</summary>
public class SdkTests
{
    // The script of this name answers like Microsoft's, and installs a dotnet that notes its calls.
    private const string InstallScript = """
        echo "$*" >>"$STATE/dotnet-install"
        while [ $# -gt 0 ]; do
            [ "$1" != --install-dir ] || folder=$2
            shift
        done
        mkdir -p "$folder"
        cp "$STATE/sdk" "$folder/dotnet"
        echo 'dotnet-install: Installation finished successfully.'
        """;

    [Theory]
    [InlineData("dash", "curl")]
    [InlineData("dash", "wget")]
    [InlineData("busybox", "curl")]
    public async Task An_sdk_is_fetched_once_where_there_is_none(string shell, string downloader)
    {
        await using var checkout = WithoutSdk(shell);
        checkout.AddProgram(downloader, $$"""
            echo "$*" >>'{{checkout.StateOf("download")}}'
            while [ $# -gt 0 ]; do
                case $1 in -o | -O) file=$2 ;; esac
                shift
            done
            cp '{{checkout.StateOf("dotnet-install.sh")}}' "$file"
            """);

        var finished = (await checkout.BuildAsync("--target=Default")).ShouldSucceed();

        checkout.Calls("download").Single().ShouldContain("https://dot.net/v1/dotnet-install.sh");
        checkout.Calls("dotnet-install").Single().ShouldStartWith("--jsonfile global.json --install-dir ");
        finished.Output.ShouldBe("the words of Cake\n");
        checkout.CakeArguments.ShouldBe(["--target=Default"]);
        File.ReadAllLines(checkout.StateOf("environment")).ShouldContain($"DOTNET_ROOT={checkout.PathOf(".dotnet")}");
        Directory.GetDirectories(checkout.Root, ".dotnet*").ShouldBe([checkout.PathOf(".dotnet")]);

        (await checkout.BuildAsync("--target=Default")).ShouldSucceed();
        checkout.Calls("download").Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("curl", "exit 6", "https://dot.net/v1/dotnet-install.sh cannot be fetched")]
    [InlineData(
        "curl",
        "while [ $# -gt 0 ]; do [ \"$1\" != -o ] || echo 'exit 1' >\"$2\"; shift; done",
        "dotnet-install.sh could not install the .NET SDK"
    )]
    [InlineData("other", "", "the .NET SDK is missing, and neither curl nor wget was found to fetch it")]
    public async Task A_failed_download_is_a_sentence_and_leaves_nothing(string program, string script, string sentence)
    {
        await using var checkout = WithoutSdk("dash");
        checkout.AddProgram(program, script);

        var finished = (await checkout.BuildAsync("--target=Default")).ShouldFail();

        finished.Error.ShouldContain($"build.sh: error: {sentence}");
        Directory.GetDirectories(checkout.Root, ".dotnet*").ShouldBeEmpty();
    }

    [Fact]
    public async Task Bash_is_asked_for_where_the_download_needs_it()
    {
        await using var checkout = WithoutSdk("dash");
        checkout.Remove("bash");

        (await checkout.BuildAsync()).ShouldFail().Error.ShouldContain("needs bash");
    }

    [Fact]
    public async Task Setup_installs_what_the_download_needs()
    {
        await using var checkout = WithoutSdk("dash");
        checkout.AddPackageManager("apt-get");

        await checkout.BuildAsync("--setup");

        checkout.Calls("packages")[^1].ShouldContain(" curl tar gzip");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_sdk_does_without_icu_where_the_system_has_none(bool fetched)
    {
        await using var checkout = WithoutSdk("dash");
        var sdk = await File.ReadAllTextAsync(checkout.StateOf("sdk"), TestContext.Current.CancellationToken);
        sdk = sdk[(sdk.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        checkout.AddProgram("dotnet", "[ \"$DOTNET_SYSTEM_GLOBALIZATION_INVARIANT\" = 1 ] || exit 1\n" + sdk);
        if (fetched)
        {
            Directory.CreateDirectory(checkout.PathOf(".dotnet"));
            checkout.MoveDotNetTo(checkout.PathOf(".dotnet/dotnet"));
        }

        (await checkout.BuildAsync("--target=Default")).ShouldSucceed();

        checkout.CakeArguments.ShouldBe(["--target=Default"]);
    }

    private static Checkout WithoutSdk(string shell)
    {
        var checkout = new Checkout(shell);
        checkout.Variables["STATE"] = Path.GetDirectoryName(checkout.StateOf("sdk"))!;
        checkout.MoveDotNetTo(checkout.StateOf("sdk"));
        checkout.Link("bash");
        File.WriteAllText(checkout.StateOf("dotnet-install.sh"), InstallScript);
        return checkout;
    }
}
