using System.Reflection;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Frosting;
using Cake.MultiArch.Tests.Fakes;
using Microsoft.Extensions.DependencyInjection;

namespace Cake.MultiArch.Tests.Frosting;

/// <summary>Runs build programs in this process; what their tasks do stands in a journal.</summary>
public abstract class HostTest
{
    /// <summary>What happened, oldest first.</summary>
    protected Journal Journal { get; } = new();

    protected Testing.TestLog Log { get; } = new() { Verbosity = Verbosity.Diagnostic };

    /// <summary>Environment variables that the host sees beside the process's own.</summary>
    protected Dictionary<string, string> Variables { get; } = [];

    /// <summary>The host's working directory; the process's own stays as it is.</summary>
    protected string WorkingDirectory { get; init; } = AppContext.BaseDirectory;

    /// <summary>A host with these tasks.</summary>
    protected CakeHost Host(params Type[] tasks) => new CakeHost().AddAssembly(new Exporting(tasks)).ConfigureServices(services => services
        .AddSingleton(Journal)
        .AddSingleton<ICakeLog>(Log)
        .AddSingleton<ICakeEnvironment>(new Testing.TestEnvironment(Variables) { WorkingDirectory = WorkingDirectory })
        .AddSingleton<ICakeReportPrinter>(new SilentReport()));

    /// <summary>Tasks of a test must not be exported by the tests' own assembly, which every host here has as its program.</summary>
    private sealed class Exporting(Type[] types) : Assembly
    {
        public override Type[] GetExportedTypes() => types;
    }
}

/// <summary>What happened in a host.</summary>
public sealed class Journal
{
    private readonly List<string> _lines = [];

    public string Text => string.Join(' ', _lines);

    public void Add(string line) => _lines.Add(line);
}

/// <summary>A task that writes its class's name into the journal.</summary>
public abstract class JournalTask<T>(Journal journal) : FrostingTask<T>
    where T : ICakeContext
{
    protected Journal Journal { get; } = journal;

    public override void Run(T context) => Journal.Add(GetType().Name);
}

/// <inheritdoc/>
public abstract class JournalTask(Journal journal) : JournalTask<ICakeContext>(journal);
