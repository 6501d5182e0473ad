namespace Cake.MultiArch.Hosting.Processes;

/// <summary>A program to run, all that is needed to run it, and what to do with its output.</summary>
/// <param name="Program">The path of the program.</param>
/// <param name="Arguments">Its arguments, one an element, unquoted.</param>
internal sealed record ProcessRequest(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The name for messages: the tool's, whatever the path is.</summary>
    public string Name { get; init; } = Path.GetFileName(Program);

    /// <summary>A complete command line after Cake's ArgumentCustomization, in place of <see cref="Arguments"/>; null when not customised.</summary>
    public CustomisedArguments? Customised { get; init; }

    /// <summary>The working directory; null for Cake's own.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Variables added to the environment; a null value removes one. A variable that holds a secret is inherited only when it stands here.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Whether it also inherits the variables of build secrets: a program that authenticates may need the same ones, as those of a cloud.</summary>
    public bool KeepsBuildSecrets { get; init; }

    /// <summary>What is written to standard input, which is then closed. It is never shown.</summary>
    public string? StandardInput { get; init; }

    /// <summary>How long the program may run; null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Called with each line as it comes, redacted, from one thread at a time.</summary>
    public Action<ProcessLine>? OnLine { get; init; }

    /// <summary>
    /// Reads standard output as the bytes that it is, in place of all that is done with its lines. It has to be read to its end, or the program waits;
    /// the token ends the reading.
    /// </summary>
    public Func<Stream, CancellationToken, Task>? TakeOutput { get; init; }

    /// <summary>Keeps standard output as a whole for the caller, for programs that answer a document.</summary>
    public bool CaptureOutput { get; init; }

    /// <summary>The command as a person may read it, and paste it into a shell where it has no secret.</summary>
    public string Show(Secrets secrets) => Customised?.Safe is { } safe
        ? $"{Name} {secrets.Redact(safe)}"

        // Masked before it is quoted: quoting changes a word that has a quote in it.
        : string.Join(' ', Arguments.Prepend(Name).Select(word => ShellQuote.Quote(secrets.Redact(word))));
}

/// <summary>A command line made by Cake's ArgumentCustomization.</summary>
/// <param name="Raw">What is handed to the program.</param>
/// <param name="Safe">The same for people, without the arguments that were added as secret.</param>
internal sealed record CustomisedArguments(string Raw, string Safe);

/// <summary>One line that a program wrote.</summary>
/// <param name="IsError">Whether it came on standard error.</param>
/// <param name="Text">The line without its end, redacted.</param>
internal readonly record struct ProcessLine(bool IsError, string Text);

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code. 0 proves nothing: the caller checks the result.</param>
/// <param name="Output">All of standard output when it was captured, else empty. Not redacted.</param>
/// <param name="Errors">The last lines of standard error, oldest first, redacted.</param>
/// <param name="Tail">The last lines of both streams as they came, oldest first, redacted.</param>
internal sealed record ProcessOutcome(int ExitCode, string Output, IReadOnlyList<string> Errors, IReadOnlyList<string> Tail);
