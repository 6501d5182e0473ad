namespace Cake.MultiArch.Hosting.Processes;

/// <summary>Keeps the last lines of a stream and forgets the others, so that no output fills the memory.</summary>
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
