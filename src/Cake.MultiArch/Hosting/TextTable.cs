namespace Cake.MultiArch.Hosting;

internal static class TextTable
{
    public static IEnumerable<string> Lines(string[] heading, IEnumerable<string[]> content)
    {
        var rows = content.Prepend(heading).ToList();
        var widths = Enumerable.Range(0, heading.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        return rows.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
