using Newtonsoft.Json;

namespace Cake.MultiArch.Problems;

/// <summary>A problem as JSON. Its first sentence has the key that the document around it has always had.</summary>
internal sealed record ProblemDocument
{
    /// <summary>The identifier of the kind; null for a failure that is not one of the catalogue.</summary>
    [JsonProperty("id", Order = 0)]
    public required string? Id { get; init; }

    /// <summary>What failed, where <c>DoctorMultiArch</c> says it.</summary>
    [JsonProperty("what", Order = 1, NullValueHandling = NullValueHandling.Ignore)]
    public string? What { get; init; }

    /// <summary>What failed, where the report of a run says it.</summary>
    [JsonProperty("message", Order = 2, NullValueHandling = NullValueHandling.Ignore)]
    public string? Message { get; init; }

    [JsonProperty("where", Order = 3)]
    public string? Where { get; init; }

    [JsonProperty("why", Order = 4)]
    public string? Why { get; init; }

    [JsonProperty("repair", Order = 5)]
    public string? Repair { get; init; }

    /// <summary>What a check has found.</summary>
    public static ProblemDocument OfFinding(Problem problem) => Of(problem) with { What = problem.What };

    /// <summary>Why a run has failed. An exception that is not a <see cref="MultiArchException"/> has nothing but its message.</summary>
    public static ProblemDocument OfFailure(Exception failure) => failure is MultiArchException { Problem: var problem }
        ? Of(problem) with { Message = problem.What }
        : new ProblemDocument { Id = null, Message = failure.Message };

    private static ProblemDocument Of(Problem problem) =>
        new() { Id = problem.Id, Where = problem.Where, Why = problem.Why, Repair = problem.Repair };
}
