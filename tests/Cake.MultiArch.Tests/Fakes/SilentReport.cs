using Cake.Core;
using Cake.Core.Diagnostics;

namespace Cake.MultiArch.Tests.Fakes;

/// <summary>Keeps Cake's headings and its table out of the output of the tests.</summary>
public sealed class SilentReport : ICakeReportPrinter
{
    public void Write(CakeReport report)
    {
    }

    public void WriteStep(string name, Verbosity verbosity)
    {
    }

    public void WriteLifeCycleStep(string name, Verbosity verbosity)
    {
    }

    public void WriteSkippedStep(string name, Verbosity verbosity)
    {
    }
}
