namespace Cake.MultiArch.Verify.Files;

/// <summary>Why a program or library of another architecture is in an image.</summary>
internal enum ForeignFile
{
    /// <summary>Nothing tells.</summary>
    Unexplained,

    /// <summary>It lies in the folder of a third architecture: an arm64 library in <c>runtimes/linux-x64</c>.</summary>
    InWrongFolder,

    /// <summary>
    /// It belongs to programs of its own architecture, which are beside the platform's: multilib, a cross compiler's libraries.
    /// </summary>
    OfSecondSystem,

    /// <summary>It is there for something else than the image's CPU, or for the same image on another platform.</summary>
    NotForThisCpu,
}
