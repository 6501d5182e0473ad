using System.Globalization;
using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace Cake.MultiArch.Podman;

/// <summary>What <c>podman version</c> answers.</summary>
/// <param name="Client">The program that was started.</param>
/// <param name="Server">The service that does the work, when that is another podman; else null.</param>
public sealed record PodmanVersionInfo(PodmanComponent Client, PodmanComponent? Server)
{
    /// <summary>The version that decides what can be asked for: the lower one of client and service.</summary>
    public Version Version => Server is null || Client.Version < Server.Version ? Client.Version : Server.Version;

    /// <summary>Whether a service does the work: storage, steps and handlers are those of its host, not of this one.</summary>
    public bool IsRemote => Server is not null;

    /// <summary>The platform that is native where images are built: <c>linux/amd64</c>.</summary>
    public string OsArch => (Server ?? Client).OsArch;

    /// <summary>Reads podman's JSON.</summary>
    /// <returns>Null when it is not podman's, but for example Docker's.</returns>
    internal static PodmanVersionInfo? Read(JObject document) =>
        Component(document["Client"]) is { } client ? new PodmanVersionInfo(client, Component(document["Server"])) : null;

    private static PodmanComponent? Component(JToken? token) =>
        token is JObject component && (string?)component["OsArch"] is { Length: > 0 } osArch && (string?)component["Version"] is { } text && Number(text) is { } version
            ? new PodmanComponent(
                version,
                text,
                (string?)component["APIVersion"] ?? text,
                (string?)component["GoVersion"] ?? "",
                (string?)component["GitCommit"] ?? "",
                DateTimeOffset.FromUnixTimeSeconds((long?)component["Built"] ?? 0),
                osArch)
            : null;

    /// <summary>The number at the beginning: <c>5.0.0-rc1</c> and <c>4.9.4-rhel</c> have more behind it.</summary>
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
/// <param name="Version">The version as a number of three parts.</param>
/// <param name="Text">The version as it is written, with what follows the number (<c>-dev</c>, <c>-rc1</c>).</param>
/// <param name="ApiVersion">The version of the service's interface.</param>
/// <param name="GoVersion">The Go that compiled it.</param>
/// <param name="GitCommit">The commit it was made from; often empty.</param>
/// <param name="Built">When it was compiled; 1970 where that was left out for the sake of reproducible builds.</param>
/// <param name="OsArch">What it was compiled for, <c>linux/amd64</c>.</param>
public sealed record PodmanComponent(
    Version Version, string Text, string ApiVersion, string GoVersion, string GitCommit, DateTimeOffset Built, string OsArch);
