using System.Globalization;
using Cake.Core.Diagnostics;

namespace Cake.MultiArch.Tests.Binfmt;

/// <summary>Keeps what is logged at normal verbosity.</summary>
internal sealed class FakeLog : ICakeLog
{
    public List<string> Lines { get; } = [];

    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args)
    {
        if (verbosity <= Verbosity)
        {
            Lines.Add(string.Format(CultureInfo.InvariantCulture, format, args));
        }
    }
}
