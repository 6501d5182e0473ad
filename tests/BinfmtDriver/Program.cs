using System.Diagnostics;
using System.Globalization;
using BinfmtDriver;
using Cake.MultiArch;
using Cake.MultiArch.Binfmt;
using Cake.MultiArch.Problems;

// A program that does what a Cake script with EnsureBinfmt does, small enough to be started in a namespace of its own:
//   BinfmtDriver [--mode=MODE] [--folder=DIR] [--given=ARCH=FILE] [--image=REFERENCE] [--download=ARCH=SHA256=URL] [--keep=DIR] [--repeat=N] PLATFORM...
// It writes "PLATFORM Native|Emulated INTERPRETER|- registered|kept" a platform and ends with 0, or writes the failure and ends with 1.
// With --repeat it writes the milliseconds that each call took instead.
var settings = new BinfmtSettings();
var repeat = 0;
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
        settings.Platforms.Add(argument);
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

    if (repeat == 0)
    {
        foreach (var support in context.EnsureBinfmt(settings).Platforms)
        {
            Console.WriteLine($"{support.Platform} {support.Mode} {support.Interpreter ?? "-"} {(support.Registered ? "registered" : "kept")}");
        }
    }

    return 0;
}
catch (MultiArchException e)
{
    Console.WriteLine(e.Message);
    return 1;
}
