using System.Text;
using CliWrap;

namespace Cake.MultiArch.Processes;

/// <summary>
/// Cuts a program's output into lines as it comes. A line longer than <see cref="MaxLineLength"/> is handed on in pieces: a
/// program that writes no line end must not fill the memory. The second value says whether the piece ends its line.
/// </summary>
internal static class LineTarget
{
    /// <summary>Characters.</summary>
    public const int MaxLineLength = 8192;

    public static PipeTarget Create(Action<string, bool> onLine) => PipeTarget.Create((stream, token) => ReadAsync(stream, onLine, token));

    private static async Task ReadAsync(Stream stream, Action<string, bool> onLine, CancellationToken token)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 4096, leaveOpen: true);
        var buffer = new char[4096];
        var line = new StringBuilder();
        int read;
        while ((read = await reader.ReadAsync(buffer, token).ConfigureAwait(false)) > 0)
        {
            foreach (var c in buffer.AsSpan(0, read))
            {
                if (c != '\n')
                {
                    line.Append(c);
                }

                if (c == '\n' || line.Length == MaxLineLength)
                {
                    Flush(ended: c == '\n');
                }
            }
        }

        if (line.Length > 0)
        {
            Flush(ended: true);
        }

        void Flush(bool ended)
        {
            if (ended && line.Length > 0 && line[^1] == '\r')
            {
                line.Length--;
            }

            onLine(line.ToString(), ended);
            line.Clear();
        }
    }
}
