using System.Runtime.ExceptionServices;
using System.Text;
using Cake.MultiArch.Problems;

namespace Cake.MultiArch.Hosting.Processes;

/// <summary>The output of a program: its last lines for messages, and all of standard output where the caller reads it.</summary>
internal sealed class ProcessOutput(ProcessRequest request, Secrets secrets) : IDisposable
{
    /// <summary>In characters.</summary>
    public const int MaxDocument = 16 * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _failed = new();
    private readonly StringBuilder _document = new();
    private readonly LastLines _errors = new();
    private readonly LastLines _tail = new();
    private bool _insideLine;
    private bool _insideErrorLine;
    private ExceptionDispatchInfo? _failure;

    /// <summary>
    /// Cancelled when the output can no longer be processed. Reading goes on nevertheless, because the program would otherwise wait for
    /// ever.
    /// </summary>
    public CancellationToken Failed => _failed.Token;

    public IReadOnlyList<string> Tail
    {
        get
        {
            lock (_gate)
            {
                return _tail.ToList();
            }
        }
    }

    public void TakeOutput(string piece, bool ended) => Take(isError: false, piece, ended, ref _insideLine);

    public void TakeError(string piece, bool ended) => Take(isError: true, piece, ended, ref _insideErrorLine);

    public void ThrowFailure() => _failure?.Throw();

    public ProcessOutcome ToOutcome(int exitCode)
    {
        lock (_gate)
        {
            return new ProcessOutcome(exitCode, _document.ToString(), _errors.ToList(), _tail.ToList());
        }
    }

    public void Dispose() => _failed.Dispose();

    private void Take(bool isError, string piece, bool ended, ref bool insideLine)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                return;
            }

            try
            {
                if (!isError && request.CaptureOutput)
                {
                    Keep(piece, ended);
                }

                // Nobody reads the rest of a line that is too long, and a secret may be split across its pieces.
                if (!insideLine)
                {
                    Show(isError, ended ? secrets.Redact(piece) : secrets.RedactBeginning(piece) + " … (line cut)");
                }

                insideLine = !ended;
            }
            catch (Exception e)
            {
                _failure = ExceptionDispatchInfo.Capture(e);
            }
        }

        if (_failure is not null)
        {
            _failed.Cancel();
        }
    }

    private void Keep(string piece, bool ended)
    {
        if (_document.Length + piece.Length > MaxDocument)
        {
            throw new MultiArchException(ProcessProblems.DocumentTooLong(request.Name, request.Show(secrets), MaxDocument));
        }

        _document.Append(piece).Append(ended ? "\n" : "");
    }

    private void Show(bool isError, string line)
    {
        if (isError)
        {
            _errors.Add(line);
        }

        _tail.Add(line);
        request.OnLine?.Invoke(new ProcessLine(isError, line));
    }
}
