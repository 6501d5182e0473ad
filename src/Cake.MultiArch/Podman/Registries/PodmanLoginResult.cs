namespace Cake.MultiArch.Podman;

/// <summary>Who is logged in.</summary>
/// <param name="Registry">The registry.</param>
/// <param name="Username">The user; null when <see cref="PodmanLoginSettings.GetLogin"/> finds none.</param>
public sealed record PodmanLoginResult(string Registry, string? Username);
