using System.Diagnostics;
using System.Globalization;
using BinfmtDriver;
using Cake.MultiArch;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Problems;

// A program that does what a Cake script with EnsureBinfmt does, small enough to be started in a namespace of its own:
//   BinfmtDriver [--mode=MODE] [--folder=DIR] [--given=ARCH=FILE] [--image=REFERENCE] [--download=ARCH=SHA256=URL] [--keep=DIR]
//     [--reset] [--persist] [--credentials] [--status] [--repeat=N] PLATFORM...
// It writes "PLATFORM Native|Emulated INTERPRETER|- registered|kept" a platform and ends with 0, or writes the failure and ends with 1.
// With --status it only looks, and writes "PLATFORM MODE FLAGS|- QEMU|- PROBLEM|-"; with --repeat the milliseconds that each call took.
var settings = new BinfmtSettings();
var repeat = 0;
var isStatus = false;
foreach (var argument in args)
{
    if (argument.Split('=', 2) is [var name, var value])
    {
        switch (name)
        {
            case "--mode":
                settings.Mode = Enum.Parse<BinfmtMode>(value);
                break;
            case "--folder":
                settings.InterpreterFolders.Add(value);
                break;
            case "--given" when value.Split('=', 2) is [var architecture, var file]:
                settings.Interpreters[architecture] = file;
                break;
            case "--image":
                settings.QemuImages.Add(value);
                settings.QemuImageTlsVerify = false;
                break;
            case "--download" when value.Split('=', 3) is [var architecture, var digest, var url]:
                settings.QemuDownloads[architecture] = new QemuDownload(url, digest);
                break;
            case "--keep":
                settings.QemuFolder = value;
                break;
            case "--repeat":
                repeat = int.Parse(value, CultureInfo.InvariantCulture);
                break;
        }
    }
    else
    {
        switch (argument)
        {
            case "--reset":
                settings.Reset = true;
                break;
            case "--persist":
                settings.Persist = true;
                break;
            case "--credentials":
                settings.Credentials = true;
                break;
            case "--status":
                isStatus = true;
                break;
            default:
                settings.Platforms.Add(argument);
                break;
        }
    }
}

try
{
    var context = new DriverContext();
    for (var i = 0; i < repeat; i++)
    {
        var watch = Stopwatch.StartNew();
        context.EnsureBinfmt(settings);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalMilliseconds:0.0}"));
    }

    if (isStatus)
    {
        foreach (var support in context.BinfmtStatus(settings).Platforms)
        {
            Console.WriteLine(
                $"{support.Platform} {support.Mode} {support.Flags ?? "-"} {support.QemuVersion ?? "-"} {support.Problem?.Id ?? "-"}"
            );
        }
    }
    else if (repeat == 0)
    {
        foreach (var support in context.EnsureBinfmt(settings).Platforms)
        {
            Console.WriteLine(
                $"{support.Platform} {support.Mode} {support.Interpreter ?? "-"} {(support.Registered ? "registered" : "kept")}"
            );
        }
    }

    return 0;
}
catch (MultiArchException e)
{
    Console.WriteLine(e.Message);
    return 1;
}
