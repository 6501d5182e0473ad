using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Tooling;

namespace BinfmtDriver;

/// <summary>The part of a Cake script's context that EnsureBinfmt uses; the log goes to standard error.</summary>
internal sealed class DriverContext : ICakeContext
{
    public DriverContext()
    {
        FileSystem = new FileSystem();
        Environment = new CakeEnvironment(new CakePlatform(), new CakeRuntime());
        Log = new StandardErrorLog();
        Globber = new Globber(FileSystem, Environment);
        Configuration = new CakeConfigurationProvider(FileSystem, Environment)
            .CreateConfiguration(Environment.WorkingDirectory, new Dictionary<string, string>());
        Tools = new ToolLocator(
            Environment, new ToolRepository(Environment), new ToolResolutionStrategy(FileSystem, Environment, Globber, Configuration, Log));
    }

    public IFileSystem FileSystem { get; }

    public ICakeEnvironment Environment { get; }

    public IGlobber Globber { get; }

    public ICakeLog Log { get; }

    public IToolLocator Tools { get; }

    public ICakeConfiguration Configuration { get; }

    public ICakeArguments Arguments => throw new NotSupportedException();

    public IProcessRunner ProcessRunner => throw new NotSupportedException();

    public IRegistry Registry => throw new NotSupportedException();

    public ICakeDataResolver Data => throw new NotSupportedException();

    public IToolInstaller ToolInstaller => throw new NotSupportedException();

    public IServiceProvider ServiceProvider => throw new NotSupportedException();

    private sealed class StandardErrorLog : ICakeLog
    {
        public Verbosity Verbosity { get; set; } = Verbosity.Diagnostic;

        public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args) =>
            Console.Error.WriteLine(format, args);
    }
}
