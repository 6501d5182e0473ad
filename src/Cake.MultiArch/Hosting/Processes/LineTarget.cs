using System.Text;
using CliWrap;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>
/// Cuts a program's output into lines as it comes. A line longer than <see cref="MaxLineLength"/> is handed on in pieces: a
/// program that writes no line end must not fill the memory. The second value says whether the piece ends its line.
/// </summary>
internal static class LineTarget
{
    /// <summary>Characters.</summary>
    public const int MaxLineLength = 8192;

    /// <param name="onPiece">Takes each line, or piece of a line that is too long.</param>
    /// <param name="stop">
    /// Ends the reading in order, before the stream has ended: what a program leaves behind may hold its output open for ever.
    /// </param>
    public static PipeTarget Create(Action<string, bool> onPiece, CancellationToken stop) =>
        PipeTarget.Create((stream, token) => ReadAsync(stream, onPiece, stop, token));

    private static async Task ReadAsync(Stream stream, Action<string, bool> onPiece, CancellationToken stop, CancellationToken token)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, token);
        using var reader = new StreamReader(stream, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 4096, leaveOpen: true);
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
            // What has come until now is all there is.
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
