namespace Cake.MultiArch.Inputs;

/// <summary>How a plan or findings are written.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Text,

    /// <summary>A JSON document.</summary>
    Json,

    /// <summary>Test results, for a CI system.</summary>
    JUnit,
}
