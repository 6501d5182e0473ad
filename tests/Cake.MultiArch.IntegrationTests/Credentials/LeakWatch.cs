using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Cake.MultiArch.IntegrationTests.Fixtures;

namespace Cake.MultiArch.IntegrationTests.Credentials;

/// <summary>
/// Watches every program that a run starts: those of the run's own through programs of the same names that stand before them in the
/// PATH, all others by looking through /proc again and again. Then it looks for secrets in what it has seen, and in files.
/// </summary>
public sealed class LeakWatch : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private readonly TestFolder _folder;
    private readonly IReadOnlyList<SearchedSecret> _secrets;
    private readonly ConcurrentDictionary<string, Start> _sampled = new();
    private readonly HashSet<int> _known = [];
    private readonly CancellationTokenSource _end = new();
    private Thread? _sampler;

    private LeakWatch(TestFolder folder, IReadOnlyList<SearchedSecret> secrets) => (_folder, _secrets) = (folder, secrets);

    /// <summary>Stands before the rest of the PATH.</summary>
    public string Bin => _folder.Combine("watch", "bin");

    private string Records => _folder.Combine("watch", "records");

    /// <summary>Makes the programs that write down how they were started and then are what they are called.</summary>
    public static async Task<LeakWatch> CreateAsync(TestFolder folder, IReadOnlyList<SearchedSecret> secrets, params string[] programs)
    {
        var watch = new LeakWatch(folder, secrets);
        Directory.CreateDirectory(watch.Records);
        foreach (var program in programs)
        {
            var real = (await TestProgram.RunAsync("sh", "-c", $"command -v {program}")).Text;
            watch.Write($"watch/bin/{program}", $"exec '{real}' \"$@\"");
        }

        return watch;
    }

    /// <summary>Writes a script that writes down how it was started.</summary>
    public string Write(string name, string then)
    {
        var file = _folder.Write(name, $$"""
            #!/bin/sh
            record='{{Records}}'/{{Path.GetFileName(name)}}.$$.$(date +%N)
            cat /proc/$$/environ >"$record.environment"
            cat /proc/$$/cmdline >"$record.arguments"
            {{then}}

            """);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    /// <summary>Looks at the descendants of a process from now on, not at itself: it has been given the secrets.</summary>
    public void Follow(int root)
    {
        _known.Add(root);
        _sampler = new Thread(() =>
        {
            while (!_end.IsCancellationRequested)
            {
                Sample(root);
                _end.Token.WaitHandle.WaitOne(Pause);
            }
        });
        _sampler.Start();
    }

    /// <summary>The names of the programs that have been heard of.</summary>
    public IReadOnlyCollection<string> Programs()
    {
        StopSampling();
        return [.. Recorded().Select(record => record.Name).Concat(_sampled.Values.Select(sample => sample.Name)).Distinct()];
    }

    /// <summary>Where a secret stands in an argument, or in the environment of a program that must not have it.</summary>
    /// <param name="mayHave">Whether a program may have a secret in its environment, by its name, the commands that led to it and the
    /// secret's name.</param>
    public IReadOnlyList<string> InProcesses(Func<string, string, string, bool> mayHave)
    {
        StopSampling();
        var found = new List<string>();
        foreach (var (name, commands, arguments, environment) in Recorded().Concat(_sampled.Values))
        {
            found.AddRange(_secrets.Where(secret => secret.IsIn(arguments)).Select(secret => $"{secret.Name} in an argument of {name}"));
            found.AddRange(
                _secrets
                    .Where(secret => secret.IsIn(environment) && !mayHave(name, commands, secret.Name))
                    .Select(secret => $"{secret.Name} in the environment of {name}")
            );
        }

        return [.. found.Distinct()];
    }

    /// <summary>Where a secret stands in a text.</summary>
    public IEnumerable<string> InText(string name, string text) =>
        _secrets.Where(secret => secret.IsIn(Encoding.UTF8.GetBytes(text))).Select(secret => $"{secret.Name} in {name}");

    /// <summary>Where a secret stands in the files below a folder, packed ones unpacked.</summary>
    public IEnumerable<string> InFiles(string folder) =>
        from file in Directory.EnumerateFiles(
            folder,
            "*",
            new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }
        )
        let content = Unpack(ReadAll(file))
        from secret in _secrets
        where secret.IsIn(content)
        select $"{secret.Name} in {Path.GetRelativePath(_folder.Path, file)}";

    public void Dispose()
    {
        StopSampling();
        _end.Dispose();
    }

    private static byte[] ReadAll(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (IOException)
        {
            // A device or a socket.
            return [];
        }
    }

    private static byte[] Unpack(byte[] content)
    {
        if (content is not [0x1f, 0x8b, ..])
        {
            return content;
        }

        using var unpacked = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        gzip.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private IEnumerable<Start> Recorded() =>
        Directory
            .GetFiles(Records, "*.arguments")
            .Select(file => (Path: file, Arguments: File.ReadAllBytes(file)))
            .Select(record => new Start(
                Path.GetFileName(record.Path).Split('.')[0],
                Words(record.Arguments),
                record.Arguments,
                File.ReadAllBytes(Path.ChangeExtension(record.Path, "environment"))
            ));

    private static string Words(byte[] arguments) => Encoding.UTF8.GetString(arguments).Replace('\0', ' ');

    private void StopSampling()
    {
        _end.Cancel();
        _sampler?.Join();
        _sampler = null;
    }

    /// <remarks>
    /// https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the parent is the second field behind the name in brackets.
    /// </remarks>
    private void Sample(int root)
    {
        var parents = new Dictionary<int, int>();
        foreach (var id in Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(name => char.IsAsciiDigit(name![0])))
        {
            if (Read(id!, "stat") is { Length: > 0 } stat)
            {
                var fields = Encoding.UTF8.GetString(stat)[(Encoding.UTF8.GetString(stat).LastIndexOf(')') + 2)..].Split(' ');
                parents[int.Parse(id!, CultureInfo.InvariantCulture)] = int.Parse(fields[1], CultureInfo.InvariantCulture);
            }
        }

        bool isNew;
        do
        {
            isNew = false;
            foreach (var (id, parent) in parents)
            {
                isNew |= _known.Contains(parent) && _known.Add(id);
            }
        }
        while (isNew);

        // A child that does not run another program yet is a copy of its parent.
        var own = Read(root.ToString(CultureInfo.InvariantCulture), "cmdline");
        foreach (var id in parents.Keys.Where(id => id != root && _known.Contains(id)))
        {
            var text = id.ToString(CultureInfo.InvariantCulture);
            var (arguments, environment) = (Read(text, "cmdline"), Read(text, "environ"));
            var words = Encoding.UTF8.GetString(arguments).Split('\0');
            if (environment.Length > 0 && !arguments.AsSpan().SequenceEqual(own) && words is not (["cat", _, ""] or ["date", "+%N", ""]))
            {
                _sampled.TryAdd(
                    $"{id} {Convert.ToHexString(arguments)}",
                    new Start(Program(text, words), Commands(id), arguments, environment)
                );
            }
        }

        string Commands(int id) => id == root || !parents.TryGetValue(id, out var parent)
            ? ""
            : Words(Read(id.ToString(CultureInfo.InvariantCulture), "cmdline")) + " < " + Commands(parent);
    }

    /// <summary>
    /// What a process runs; one of the programs that stand before the others is what it is called, and what it writes down with is
    /// nothing.
    /// </summary>
    private string Program(string id, string[] words)
    {
        if (words.Length > 1 && words[1].StartsWith(_folder.Path, StringComparison.Ordinal))
        {
            return Path.GetFileName(words[1]);
        }

        try
        {
            return Path.GetFileName(new FileInfo($"/proc/{id}/exe").LinkTarget ?? "gone");
        }
        catch (IOException)
        {
            return "gone";
        }
    }

    private static byte[] Read(string id, string name)
    {
        try
        {
            return File.ReadAllBytes($"/proc/{id}/{name}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>How a program was started.</summary>
    private sealed record Start(string Name, string Commands, byte[] Arguments, byte[] Environment);
}
