namespace Cake.MultiArch.Registry;

/// <summary>What a token lets somebody do: <c>repository:demo/web:pull,push</c>.</summary>
/// <param name="Resource">What it is about, for example <c>repository:demo/web</c>.</param>
/// <param name="Actions">What may be done with it, for example <c>pull</c>.</param>
/// <remarks>https://distribution.github.io/distribution/spec/auth/scope/</remarks>
internal sealed record TokenScope(string Resource, IReadOnlyList<string> Actions)
{
    /// <summary>Reads the scopes of a challenge, which stand side by side.</summary>
    public static IReadOnlyList<TokenScope> Parse(string text) =>
    [
        .. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(scope => scope.LastIndexOf(':') is >= 0 and var colon
            ? new TokenScope(scope[..colon], scope[(colon + 1)..].Split(','))
            : new TokenScope(scope, [])),
    ];

    /// <summary>Whether the scopes that a token was asked for allow all that is wanted.</summary>
    public static bool Cover(IReadOnlyList<TokenScope> given, IReadOnlyList<TokenScope> wanted) => wanted.All(want =>
        given.Any(have => have.Resource == want.Resource && want.Actions.All(have.Actions.Contains)));

    public override string ToString() => Actions.Count == 0 ? Resource : $"{Resource}:{string.Join(',', Actions)}";
}
