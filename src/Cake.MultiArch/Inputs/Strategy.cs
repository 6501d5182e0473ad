namespace Cake.MultiArch.Inputs;

/// <summary>How the list of platforms comes about.</summary>
internal enum Strategy
{
    /// <summary>One <c>podman build --platform a,b --manifest</c>.</summary>
    Manifest,

    /// <summary>One build a platform, then <c>manifest create</c> and <c>manifest add</c>.</summary>
    Separate,
}
