namespace Cake.MultiArch.Binfmt;

/// <summary>The folder in which the kernel lists and accepts handlers, as seen where build steps run.</summary>
/// <remarks>https://docs.kernel.org/admin-guide/binfmt-misc.html</remarks>
internal abstract class BinfmtFolder(string path)
{
    public const string StatusFile = "status";
    public const string RegisterFile = "register";

    public string Path { get; } = path;

    public abstract Task<BinfmtState> ReadAsync(CancellationToken token);

    /// <summary>Writes a line that registers a handler. Returns the kernel's answer: 0, or an errno.</summary>
    public Task<int> RegisterAsync(string line, CancellationToken token) => WriteAsync(RegisterFile, line, token);

    /// <summary>Removes a handler. Returns the kernel's answer: 0, or an errno.</summary>
    public Task<int> RemoveAsync(string name, CancellationToken token) => WriteAsync(name, "-1", token);

    /// <summary>Disables a handler. Returns the kernel's answer: 0, or an errno.</summary>
    public Task<int> DisableAsync(string name, CancellationToken token) => WriteAsync(name, "0", token);

    /// <summary>The kernel reads one line per write, so the line must be one write, without a byte order mark.</summary>
    protected abstract Task<int> WriteAsync(string file, string text, CancellationToken token);
}
