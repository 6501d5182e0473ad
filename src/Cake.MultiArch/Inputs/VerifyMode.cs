namespace Cake.MultiArch;

/// <summary>Which files of an image are refused before it is published.</summary>
public enum VerifyMode
{
    /// <summary>
    /// Programs and libraries for another architecture where they would be used: what the image starts, the system's folders of programs
    /// and libraries, and an image that has nothing for its platform. Others are a warning.
    /// </summary>
    Default,

    /// <summary>Every program and library for another architecture that is not there on purpose.</summary>
    Strict,

    /// <summary>No files are checked.</summary>
    Off,
}
