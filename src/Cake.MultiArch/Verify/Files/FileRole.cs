namespace Cake.MultiArch.Verify.Files;

/// <summary>How an image uses a file. The most important role comes first.</summary>
internal enum FileRole
{
    /// <summary>The finding is about the image as a whole.</summary>
    Image,

    /// <summary>A program that ENTRYPOINT or CMD starts, its interpreter, or one of its libraries.</summary>
    Started,

    /// <summary>It is in a folder of the system's programs or libraries.</summary>
    SystemFolder,

    /// <summary>It is in any other folder.</summary>
    Elsewhere,
}
