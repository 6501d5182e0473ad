using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace Cake.MultiArch.Testing;

/// <summary>Cake as a script sees it, made of Cake's own classes, with arguments, variables and a log of the test's own.</summary>
public sealed class TestCake
{
    private readonly Dictionary<string, string> _variables;

    /// <param name="workingDirectory">Cake's working directory.</param>
    /// <param name="arguments">As on the command line: <c>--name=value</c>, or <c>--name</c> for a bare switch.</param>
    /// <param name="variables">Environment variables that Cake sees beside the process's own; an empty value hides one.</param>
    /// <param name="verbosity">What the log keeps.</param>
    public TestCake(
        string workingDirectory,
        IEnumerable<string>? arguments = null,
        IReadOnlyDictionary<string, string>? variables = null,
        Verbosity verbosity = Verbosity.Diagnostic)
    {
        _variables = variables?.ToDictionary(StringComparer.Ordinal) ?? [];
        Log = new TestLog { Verbosity = verbosity };
        var files = new FileSystem();
        var environment = new TestEnvironment(_variables) { WorkingDirectory = workingDirectory };
        var globber = new Globber(files, environment);
        var configuration = new CakeConfiguration(new Dictionary<string, string>());
        var tools = new ToolLocator(
            environment,
            new ToolRepository(environment),
            new ToolResolutionStrategy(files, environment, globber, configuration, Log));
        Engine = new CakeEngine(new CakeDataService(), Log);
        Context = new TestContext(files, environment, globber, Log, Arguments(arguments ?? []), tools, configuration, new Services(Engine));
    }

    /// <summary>Cake's engine, which runs nothing unless a test tells it to.</summary>
    public ICakeEngine Engine { get; }

    public ICakeContext Context { get; }

    public TestLog Log { get; }

    /// <summary>Cake keeps null for a bare switch.</summary>
    private static CakeArguments Arguments(IEnumerable<string> words) => new(words
        .Select(word => word.TrimStart('-').Split('=', 2))
        .ToLookup(pair => pair[0], pair => pair.Length > 1 ? pair[1] : null!, StringComparer.OrdinalIgnoreCase));

    /// <summary>The parts of Cake that an addin uses.</summary>
    private sealed record TestContext(
        IFileSystem FileSystem,
        ICakeEnvironment Environment,
        IGlobber Globber,
        ICakeLog Log,
        ICakeArguments Arguments,
        IToolLocator Tools,
        ICakeConfiguration Configuration,
        IServiceProvider ServiceProvider) : ICakeContext
    {
        public IProcessRunner ProcessRunner { get; } = new NoProcess();

        public IRegistry Registry => throw new NotSupportedException();

        public ICakeDataResolver Data => throw new NotSupportedException();

        public IToolInstaller ToolInstaller => throw new NotSupportedException();
    }

    private sealed class Services(ICakeEngine engine) : IServiceProvider
    {
        public object? GetService(Type serviceType) => serviceType == typeof(ICakeEngine) ? engine : null;
    }
}

/// <summary>Cake's own runner, which the addin does not use.</summary>
public sealed class NoProcess : IProcessRunner
{
    public IProcess? Start(FilePath filePath, ProcessSettings settings) =>
        throw new NotSupportedException("The addin starts programs itself.");
}

/// <summary>Keeps what is logged, line by line.</summary>
public sealed class TestLog : ICakeLog
{
    private readonly List<(Verbosity Verbosity, LogLevel Level, string Text)> _lines = [];

    public Verbosity Verbosity { get; set; }

    /// <summary>All lines that the verbosity lets through.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return [.. _lines.Where(line => line.Verbosity <= Verbosity).Select(line => line.Text)];
            }
        }
    }

    /// <summary>All lines at once.</summary>
    public string Text => string.Join('\n', Lines);

    /// <summary>The lines that a user of another verbosity would see.</summary>
    public IReadOnlyList<string> LinesAt(Verbosity verbosity)
    {
        lock (_lines)
        {
            return [.. _lines.Where(line => line.Verbosity <= verbosity).Select(line => line.Text)];
        }
    }

    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
    {
        lock (_lines)
        {
            _lines.Add((verbosity, level, string.Format(System.Globalization.CultureInfo.InvariantCulture, format, args)));
        }
    }
}
