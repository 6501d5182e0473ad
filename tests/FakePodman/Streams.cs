using System.Text;

namespace FakePodman;

/// <summary>The standard streams, without <see cref="Console"/>'s writers.</summary>
internal static class Streams
{
    private static readonly Stream StandardOutput = Console.OpenStandardOutput();
    private static readonly Stream StandardError = Console.OpenStandardError();

    public static void Output(string text) => StandardOutput.Write(Encoding.UTF8.GetBytes(text));

    public static void Error(string text) => StandardError.Write(Encoding.UTF8.GetBytes(text));

    public static string ReadInput()
    {
        using var stream = Console.OpenStandardInput();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length);
    }
}
