namespace Cake.MultiArch.Podman;

/// <summary>Who was logged out.</summary>
/// <param name="Registry">The registry; null for all of the file.</param>
/// <param name="WasLoggedIn">Whether there was a login. If there was none, podman fails; here that is not an error.</param>
public sealed record PodmanLogoutResult(string? Registry, bool WasLoggedIn);
