using FsCheck;
using FsCheck.Fluent;

namespace Cake.MultiArch.Tests.Containerfiles;

/// <summary>Texts made of what Containerfiles consist of, in any order.</summary>
public static class ContainerfileTexts
{
    private static readonly string[] Pieces =
    [
        "FROM",
        "from ",
        "ARG ",
        "RUN ",
        "COPY ",
        "ONBUILD ",
        "LABEL",
        " ",
        "\t",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\\",
        "\\\n",
        "`\n",
        "#",
        "# escape=`\n",
        "<<EOF",
        "<<-'EOF'",
        "\nEOF\n",
        "\"",
        "'",
        "$",
        "${",
        "}",
        ":-",
        ":+",
        "A",
        "A=",
        "scratch",
        " AS ",
        "--platform=",
        "x",
        "\0",
        "\u2028",
        "\uFEFF",
    ];

    public static Arbitrary<string> Any() => Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces)).ToArbitrary();
}
