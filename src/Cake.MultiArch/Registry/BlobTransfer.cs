namespace Cake.MultiArch.Registry;

/// <summary>How a blob came into a repository.</summary>
internal enum BlobTransfer
{
    /// <summary>It was there.</summary>
    Present,

    /// <summary>The registry had it in another repository: no content was sent.</summary>
    Mounted,

    /// <summary>Its content was sent.</summary>
    Uploaded,
}
