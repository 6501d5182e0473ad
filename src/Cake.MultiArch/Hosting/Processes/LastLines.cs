namespace Cake.MultiArch.Hosting.Processes;

/// <summary>Keeps only the last lines of a stream, so that long output does not fill the memory.</summary>
internal sealed class LastLines(int capacity = LastLines.DefaultCapacity)
{
    public const int DefaultCapacity = 30;

    private readonly Queue<string> _lines = new(capacity);

    public void Add(string line)
    {
        if (_lines.Count == capacity)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue(line);
    }

    public IReadOnlyList<string> ToList() => [.. _lines];
}
