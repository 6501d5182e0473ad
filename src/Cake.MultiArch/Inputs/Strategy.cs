namespace Cake.MultiArch.Inputs;

/// <summary>How the list of platforms is made.</summary>
internal enum Strategy
{
    /// <summary>One <c>podman build --platform a,b --manifest</c>.</summary>
    Manifest,

    /// <summary>One build per platform, then <c>manifest create</c> and <c>manifest add</c>.</summary>
    Separate,
}
