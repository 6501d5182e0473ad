using System.ComponentModel;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>The error numbers of the Linux kernel that the addin distinguishes.</summary>
/// <remarks>
/// https://man7.org/linux/man-pages/man3/errno.3.html. The numbers come from asm-generic and are the same on every architecture used here.
/// </remarks>
internal static class Errno
{
    public const int None = 0;
    public const int NotPermitted = 1;
    public const int NoEntry = 2;
    public const int InputOutput = 5;
    public const int ExecFormat = 8;
    public const int WouldBlock = 11;
    public const int Access = 13;
    public const int Exists = 17;
    public const int NoDevice = 19;
    public const int Invalid = 22;
    public const int TextBusy = 26;
    public const int ReadOnlyFileSystem = 30;
    public const int Loop = 40;

    private const int Largest = 4095;

    /// <summary>The kernel's error number when a program could not be started. Null for another failure.</summary>
    public static int? OfStart(MultiArchException failure)
    {
        int? code = null;

        // CliWrap wraps the exception that holds the kernel's number in a Win32Exception of its own.
        for (Exception? e = failure.InnerException; e is not null; e = e.InnerException)
        {
            code = e is Win32Exception native ? native.NativeErrorCode : code;
        }

        return code;
    }

    /// <summary>The kernel's error number for a file. .NET keeps the number only where it has no specific exception type.</summary>
    public static int OfFile(Exception failure) => failure switch
    {
        FileNotFoundException or DirectoryNotFoundException => NoEntry,
        UnauthorizedAccessException { InnerException: IOException { HResult: NotPermitted } } => NotPermitted,
        UnauthorizedAccessException => Access,
        { HResult: > None and <= Largest } => failure.HResult,
        _ => InputOutput,
    };

    /// <summary>
    /// The kernel's error number in a program's message. C and Go programs end their message with the kernel's English words.
    /// Null when the message ends with other words.
    /// </summary>
    public static int? OfMessage(string message)
    {
        int[] known = [NotPermitted, NoEntry, ExecFormat, Access, Exists, NoDevice, Invalid, TextBusy, ReadOnlyFileSystem, Loop];
        var text = message.TrimEnd('.');
        return known.Select(code => (int?)code)
            .FirstOrDefault(code => text.EndsWith(Words(code!.Value), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>The kernel's words and name for a number: <c>Exec format error (ENOEXEC)</c>.</summary>
    public static string Describe(int code) => code switch
    {
        NotPermitted => "Operation not permitted (EPERM)",
        NoEntry => "No such file or directory (ENOENT)",
        ExecFormat => "Exec format error (ENOEXEC)",
        Access => "Permission denied (EACCES)",
        Exists => "File exists (EEXIST)",
        NoDevice => "No such device (ENODEV)",
        Invalid => "Invalid argument (EINVAL)",
        TextBusy => "Text file busy (ETXTBSY)",
        ReadOnlyFileSystem => "Read-only file system (EROFS)",
        Loop => "Too many levels of symbolic links (ELOOP)",
        _ => $"{new Win32Exception(code).Message} (errno {code})",
    };

    private static string Words(int code) => Describe(code).Split(" (")[0];
}
