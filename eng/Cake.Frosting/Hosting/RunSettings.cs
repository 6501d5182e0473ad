using System.ComponentModel;
using Cake.Cli;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Spectre.Console.Cli;

namespace Cake.Frosting.Hosting;

/// <summary>The options of a build program; every other one is an argument of the build.</summary>
internal sealed class RunSettings : CommandSettings
{
    [CommandOption("-t|--target <TARGET>")]
    [Description("A task to run; several run once each.")]
    [DefaultValue(new[] { "Default" })]
    public string[] Targets { get; set; } = [];

    [CommandOption("-w|--working <FOLDER>")]
    [Description("The working directory.")]
    [TypeConverter(typeof(Cake.Cli.DirectoryPathConverter))]
    public DirectoryPath? WorkingDirectory { get; set; }

    [CommandOption("-v|--verbosity <VERBOSITY>")]
    [Description("Quiet, minimal, normal, verbose or diagnostic.")]
    [TypeConverter(typeof(VerbosityConverter))]
    [DefaultValue(Verbosity.Normal)]
    public Verbosity Verbosity { get; set; }

    [CommandOption("--description")]
    [Description("Lists the tasks.")]
    public bool ListsDescriptions { get; set; }

    [CommandOption("--tree")]
    [Description("Shows which task depends on which.")]
    public bool ShowsTree { get; set; }

    [CommandOption("--dryrun|--noop|--whatif")]
    [Description("Lists what would run.")]
    public bool IsDryRun { get; set; }

    [CommandOption("-e|--exclusive")]
    [Description("Runs the target without what it depends on.")]
    public bool IsExclusive { get; set; }

    [CommandOption("--version")]
    [Description("Shows Cake's version.")]
    public bool ShowsVersion { get; set; }

    [CommandOption("--info")]
    [Description("Shows more about Cake.")]
    public bool ShowsInfo { get; set; }
}
