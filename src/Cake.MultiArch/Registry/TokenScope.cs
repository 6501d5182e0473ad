namespace Cake.MultiArch.Registry;

/// <summary>What a token allows: <c>repository:demo/web:pull,push</c>.</summary>
/// <param name="Resource">Such as <c>repository:demo/web</c>.</param>
/// <param name="Actions">Such as <c>pull</c> and <c>push</c>.</param>
/// <remarks>https://distribution.github.io/distribution/spec/auth/scope/</remarks>
internal sealed record TokenScope(string Resource, IReadOnlyList<string> Actions)
{
    /// <summary>Reads the scopes of a challenge. They are separated by spaces.</summary>
    public static IReadOnlyList<TokenScope> Parse(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => scope.LastIndexOf(':') is >= 0 and var colon
            ? new TokenScope(scope[..colon], scope[(colon + 1)..].Split(','))
            : new TokenScope(scope, [])),
    ];

    /// <summary>Whether the scopes of a token allow everything that is wanted.</summary>
    public static bool Cover(IReadOnlyList<TokenScope> given, IReadOnlyList<TokenScope> wanted) => wanted.All(want =>
        given.Any(have => have.Resource == want.Resource && want.Actions.All(have.Actions.Contains)));

    public override string ToString() => Actions.Count == 0 ? Resource : $"{Resource}:{string.Join(',', Actions)}";
}
