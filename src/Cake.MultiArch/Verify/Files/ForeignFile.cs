namespace Cake.MultiArch.Verify.Files;

/// <summary>Why a program or library of another architecture is in an image.</summary>
internal enum ForeignFile
{
    /// <summary>No reason was found.</summary>
    Unexplained,

    /// <summary>Its folder is for another architecture than the file: an arm64 library in <c>runtimes/linux-x64</c>.</summary>
    InWrongFolder,

    /// <summary>
    /// It belongs to programs of its own architecture that are installed beside the platform's: multilib, a cross compiler's libraries.
    /// </summary>
    OfSecondSystem,

    /// <summary>The image's CPU is not meant to run it: firmware, for example, or a package's files for other platforms.</summary>
    NotForThisCpu,
}
