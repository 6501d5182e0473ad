using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <summary>The answer of <c>podman version</c>.</summary>
/// <param name="Client">The program that was started.</param>
/// <param name="Server">The service that does the work; null when the client does the work itself.</param>
public sealed record PodmanVersionInfo(PodmanComponent Client, PodmanComponent? Server)
{
    /// <summary>The lower version of client and service. It decides which features are available.</summary>
    public Version Version => Server is null || Client.Version < Server.Version ? Client.Version : Server.Version;

    /// <summary>Whether a service does the work. Storage, steps and binfmt handlers are then on its host, not on this one.</summary>
    public bool IsRemote => Server is not null;

    /// <summary>The native platform of the host that builds images: <c>linux/amd64</c>.</summary>
    public string OsArch => (Server ?? Client).OsArch;

    /// <returns>Null when the JSON comes from another program, such as Docker.</returns>
    internal static PodmanVersionInfo? Read(JObject document) =>
        Component(document["Client"]) is { } client ? new PodmanVersionInfo(client, Component(document["Server"])) : null;

    private static PodmanComponent? Component(JToken? token)
    {
        if (token is not JObject component
            || (string?)component["OsArch"] is not { Length: > 0 } osArch
            || (string?)component["Version"] is not { } text
            || Number(text) is not { } version)
        {
            return null;
        }

        return new PodmanComponent(
            version,
            text,
            (string?)component["APIVersion"] ?? text,
            (string?)component["GoVersion"] ?? "",
            (string?)component["GitCommit"] ?? "",
            DateTimeOffset.FromUnixTimeSeconds((long?)component["Built"] ?? 0),
            osArch);
    }

    /// <summary>The number at the beginning of a version such as <c>5.0.0-rc1</c> or <c>4.9.4-rhel</c>.</summary>
    private static Version? Number(string text)
    {
        var match = Regex.Match(text, @"^(\d+)\.(\d+)(?:\.(\d+))?", RegexOptions.CultureInvariant);
        return match.Success
            ? new Version(Part(match.Groups[1]), Part(match.Groups[2]), match.Groups[3].Success ? Part(match.Groups[3]) : 0)
            : null;
    }

    private static int Part(Group digits) => int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture);
}

/// <summary>A podman program or service.</summary>
/// <param name="Version">The version as a number with three parts.</param>
/// <param name="Text">The version as podman writes it, including a suffix (<c>-dev</c>, <c>-rc1</c>).</param>
/// <param name="ApiVersion">The version of the service's API.</param>
/// <param name="GoVersion">The version of Go that compiled it.</param>
/// <param name="GitCommit">The source commit. It is often empty.</param>
/// <param name="Built">When it was compiled. It is 1970 in reproducible builds without a date.</param>
/// <param name="OsArch">The platform that it was compiled for: <c>linux/amd64</c>.</param>
public sealed record PodmanComponent(
    Version Version, string Text, string ApiVersion, string GoVersion, string GitCommit, DateTimeOffset Built, string OsArch);
