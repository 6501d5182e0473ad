using System.Text;
using CliWrap;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>
/// Cuts a program's output into lines as it arrives. A line longer than <see cref="MaxLineLength"/> is passed on in pieces, because a
/// program that never ends its line must not fill the memory.
/// </summary>
internal static class LineTarget
{
    /// <summary>Characters.</summary>
    public const int MaxLineLength = 8192;

    /// <param name="onPiece">
    /// Takes each line, or each piece of a line that is too long. The second value is true for the end of a line.
    /// </param>
    /// <param name="stop">
    /// Ends the reading before the stream ends. A process that the program left behind may keep the output open for ever.
    /// </param>
    public static PipeTarget Create(Action<string, bool> onPiece, CancellationToken stop) =>
        PipeTarget.Create((stream, token) => ReadAsync(stream, onPiece, stop, token));

    private static async Task ReadAsync(Stream stream, Action<string, bool> onPiece, CancellationToken stop, CancellationToken token)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, token);
        using var reader = new StreamReader(
            stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 4096, leaveOpen: true);
        var buffer = new char[4096];
        var line = new StringBuilder();
        try
        {
            int read;
            while ((read = await reader.ReadAsync(buffer, either.Token)) > 0)
            {
                Take(buffer.AsSpan(0, read));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !token.IsCancellationRequested)
        {
            // The text that has arrived so far is the whole output.
        }

        if (line.Length > 0)
        {
            Flush(ended: true);
        }

        void Take(ReadOnlySpan<char> text)
        {
            foreach (var c in text)
            {
                if (c == '\n')
                {
                    Flush(ended: true);
                    continue;
                }

                line.Append(c);
                if (line.Length >= MaxLineLength && !char.IsHighSurrogate(c))
                {
                    Flush(ended: false);
                }
            }
        }

        void Flush(bool ended)
        {
            if (ended && line.Length > 0 && line[^1] == '\r')
            {
                line.Length--;
            }

            onPiece(line.ToString(), ended);
            line.Clear();
        }
    }
}
