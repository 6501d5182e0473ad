namespace Cake.MultiArch.Verify.Files;

/// <summary>What a file is to its image, what matters most first.</summary>
internal enum FileRole
{
    /// <summary>It stands for the image as a whole.</summary>
    Image,

    /// <summary>What ENTRYPOINT or CMD starts, what runs that, and its libraries.</summary>
    Started,

    /// <summary>It lies in a folder of the system's programs or libraries.</summary>
    SystemFolder,

    /// <summary>It lies anywhere else.</summary>
    Elsewhere,
}
