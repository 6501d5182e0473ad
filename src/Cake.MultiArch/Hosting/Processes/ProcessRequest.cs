namespace Cake.MultiArch.Hosting.Processes;

/// <summary>A program to run, with its arguments, its environment and the receivers of its output.</summary>
/// <param name="Program">The path of the program.</param>
/// <param name="Arguments">Its arguments, unquoted.</param>
internal sealed record ProcessRequest(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The name for messages. A tool sets its own name, whatever the path is.</summary>
    public string Name { get; init; } = Path.GetFileName(Program);

    /// <summary>
    /// The complete command line after Cake's ArgumentCustomization. It replaces <see cref="Arguments"/>. Null without one.
    /// </summary>
    public CustomisedArguments? Customised { get; init; }

    /// <summary>Null for Cake's working directory.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// Variables to set. A null value removes a variable. A variable that holds a secret is passed on only when it is listed here.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>
    /// Whether the program inherits the variables of build secrets. A program that authenticates may need the same variables, such as those
    /// of a cloud.
    /// </summary>
    public bool KeepsBuildSecrets { get; init; }

    /// <summary>Text for standard input, which is closed after it. The text is never shown.</summary>
    public string? StandardInput { get; init; }

    /// <summary>Null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Called with each line as it arrives, redacted, from one thread at a time.</summary>
    public Action<ProcessLine>? OnLine { get; init; }

    /// <summary>
    /// Reads standard output as bytes instead of lines. It must read to the end, because the program waits until it is read. The token ends
    /// the reading.
    /// </summary>
    public Func<Stream, CancellationToken, Task>? TakeOutput { get; init; }

    /// <summary>Keeps all of standard output for the caller. This is for programs that print a document.</summary>
    public bool CaptureOutput { get; init; }

    /// <summary>The command for people, without secrets. Without a customised command line it can be pasted into a shell.</summary>
    public string Show(Secrets secrets)
    {
        if (Customised?.Safe is { } safe)
        {
            return $"{Name} {secrets.Redact(safe)}";
        }

        // Secrets are masked before words are quoted, because quoting changes a word that contains a quote.
        return string.Join(' ', Arguments.Prepend(Name).Select(word => ShellQuote.Quote(secrets.Redact(word))));
    }
}

/// <summary>A command line made by Cake's ArgumentCustomization.</summary>
/// <param name="Raw">The text that the program receives.</param>
/// <param name="Safe">The text for people, without the arguments that were added as secret.</param>
internal sealed record CustomisedArguments(string Raw, string Safe);

/// <summary>One line of a program's standard output or standard error.</summary>
/// <param name="IsError">True for standard error.</param>
/// <param name="Text">Redacted, without the line end.</param>
internal readonly record struct ProcessLine(bool IsError, string Text);

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">0 proves nothing, so the caller checks the result.</param>
/// <param name="Output">All of standard output when it was captured, else empty. It is not redacted.</param>
/// <param name="Errors">The last lines of standard error, oldest first, redacted.</param>
/// <param name="Tail">The last lines of both streams in their order, oldest first, redacted.</param>
internal sealed record ProcessOutcome(int ExitCode, string Output, IReadOnlyList<string> Errors, IReadOnlyList<string> Tail);
