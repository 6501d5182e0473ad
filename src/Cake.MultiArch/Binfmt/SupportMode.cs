namespace Cake.MultiArch.Binfmt;

/// <summary>How a host runs the programs of a platform.</summary>
public enum SupportMode
{
    /// <summary>Directly on the CPU.</summary>
    Native,

    /// <summary>Through an interpreter that binfmt_misc starts.</summary>
    Emulated,

    /// <summary>Not at all.</summary>
    Broken,
}
