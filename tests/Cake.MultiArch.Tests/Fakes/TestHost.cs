using System.Collections.Concurrent;
using System.Globalization;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;
using Cake.MultiArch.Hosting;

namespace Cake.MultiArch.Tests.Fakes;

/// <summary>A host whose log, tools and environment belong to the test.</summary>
internal static class TestHost
{
    public static Host Create(
        TestLog? log = null,
        TestTools? tools = null,
        string? workingDirectory = null,
        bool showCommands = false,
        TimeProvider? clock = null
    ) =>
        new(
            log ?? new TestLog(),
            tools ?? new TestTools(),
            new TestEnvironment(workingDirectory ?? System.IO.Path.GetTempPath()),
            clock ?? TimeProvider.System,
            showCommands
        );
}

/// <summary>Keeps what is written to it.</summary>
internal sealed class TestLog : ICakeLog
{
    private readonly ConcurrentQueue<string> _lines = [];

    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    public IReadOnlyList<string> Lines => [.. _lines];

    public string Text => string.Join('\n', _lines);

    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
    {
        if (verbosity <= Verbosity)
        {
            _lines.Enqueue(string.Format(CultureInfo.InvariantCulture, format, args));
        }
    }
}

/// <summary>Finds the programs that were registered.</summary>
internal sealed class TestTools : IToolLocator
{
    private readonly List<FilePath> _tools = [];

    public void RegisterFile(FilePath path) => _tools.Add(path);

    public FilePath? Resolve(string toolExeName) => _tools.FirstOrDefault(tool => tool.GetFilename().FullPath == toolExeName);

    public FilePath? Resolve(IEnumerable<string> toolExeNames) => toolExeNames.Select(Resolve).FirstOrDefault(tool => tool is not null);
}

/// <summary>An environment whose working directory is not the test process's.</summary>
internal sealed class TestEnvironment(DirectoryPath workingDirectory) : ICakeEnvironment
{
    public Dictionary<string, string?> Variables { get; } = [];

    public DirectoryPath WorkingDirectory { get; set; } = workingDirectory;

    public DirectoryPath UserHomeDirectory => System.IO.Path.GetTempPath();

    public DirectoryPath ApplicationRoot => AppContext.BaseDirectory;

    public ICakePlatform Platform { get; } = new CakePlatform();

    public ICakeRuntime Runtime { get; } = new CakeRuntime();

    public DirectoryPath GetSpecialPath(SpecialPath path) => System.IO.Path.GetTempPath();

    public string? GetEnvironmentVariable(string variable) => Variables.GetValueOrDefault(variable);

    public IDictionary<string, string?> GetEnvironmentVariables() => Variables;
}

/// <summary>A Cake context that has what the aliases use.</summary>
internal sealed class TestCakeContext(ICakeLog log, IToolLocator tools, ICakeEnvironment environment) : ICakeContext, ICakeConfiguration
{
    public IFileSystem FileSystem { get; } = new FileSystem();

    public ICakeEnvironment Environment => environment;

    public IGlobber Globber => throw new NotSupportedException();

    public ICakeLog Log => log;

    public ICakeArguments Arguments => throw new NotSupportedException();

    public IProcessRunner ProcessRunner => throw new NotSupportedException("Only the addin's own runner starts a process.");

    public IRegistry Registry => throw new NotSupportedException();

    public IToolLocator Tools => tools;

    public ICakeDataResolver Data => throw new NotSupportedException();

    public ICakeConfiguration Configuration => this;

    public IToolInstaller ToolInstaller => throw new NotSupportedException();

    public IServiceProvider ServiceProvider => throw new NotSupportedException();

    public string? GetValue(string key) => null;
}
