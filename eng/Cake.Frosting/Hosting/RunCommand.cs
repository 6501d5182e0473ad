using Cake.Cli;
using Cake.Cli.Infrastructure;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.Scripting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Spectre.Console;
using Spectre.Console.Cli;

namespace Cake.Frosting.Hosting;

/// <summary>Runs tasks in Cake's own engine.</summary>
/// <param name="services">What the program has registered.</param>
internal sealed class RunCommand(IServiceCollection services) : AsyncCommand<RunSettings>
{
    public override async Task<int> ExecuteAsync(CommandContext context, RunSettings settings, CancellationToken cancellationToken)
    {
        var arguments = context.Remaining.ToCakeArguments(settings.Targets);
        services.AddSingleton<ICakeArguments>(arguments);
        services.AddSingleton(provider => Configuration(provider, arguments));
        services.TryAddSingleton<IFrostingContext, FrostingContext>();
        var provider = services.BuildServiceProvider();
        var log = provider.GetRequiredService<ICakeLog>();
        try
        {
            if (settings.ShowsVersion)
            {
                new VersionFeature(new VersionResolver()).Run(provider.GetRequiredService<IConsole>());
                return 0;
            }

            if (settings.ShowsInfo)
            {
                new InfoFeature(new VersionResolver()).Run(provider.GetRequiredService<IConsole>());
                return 0;
            }

            log.Verbosity = settings.Verbosity;
            var environment = provider.GetRequiredService<ICakeEnvironment>();
            environment.WorkingDirectory = settings.WorkingDirectory?.MakeAbsolute(environment) ?? environment.WorkingDirectory;
            Tasks.Register(provider);
            var host = Host(provider, settings);
            if (settings.IsExclusive)
            {
                host.Settings.UseExclusiveTarget();
            }

            host.Settings.UseUnifiedDependencyGraphForMultipleTargets(true);
            await host.RunTargetsAsync(settings.Targets);
            return 0;
        }
        catch (Exception e)
        {
            return log.LogException(e);
        }
    }

    private static ICakeConfiguration Configuration(IServiceProvider provider, CakeArguments arguments)
    {
        var environment = provider.GetRequiredService<ICakeEnvironment>();
        var own = provider.GetServices<CakeSetting>().Select(setting => KeyValuePair.Create(setting.Key, setting.Value));
        var given = arguments
            .GetArguments()
            .ToDictionary(argument => argument.Key, argument => argument.Value.FirstOrDefault() ?? string.Empty);
        return ActivatorUtilities
            .CreateInstance<CakeConfigurationProvider>(provider)
            .CreateConfiguration(environment.WorkingDirectory, own, given);
    }

    private static ScriptHost Host(ServiceProvider provider, RunSettings settings)
    {
        var engine = provider.GetRequiredService<ICakeEngine>();
        var context = provider.GetRequiredService<IFrostingContext>();
        return settings switch
        {
            { ListsDescriptions: true } => new DescriptionScriptHost(engine, context, provider.GetRequiredService<IAnsiConsole>()),
            { ShowsTree: true } => new TreeScriptHost(engine, context, provider.GetRequiredService<IConsole>()),
            { IsDryRun: true } => new DryRunScriptHost<IFrostingContext>(engine, context, provider.GetRequiredService<ICakeLog>()),
            _ => ActivatorUtilities.CreateInstance<BuildScriptHost<IFrostingContext>>(provider),
        };
    }
}
