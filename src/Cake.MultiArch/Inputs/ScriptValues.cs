using System.Diagnostics.CodeAnalysis;

namespace Cake.MultiArch.Inputs;

/// <summary>What a script says, by row of <see cref="InputTable"/>.</summary>
internal sealed class ScriptValues
{
    private readonly Dictionary<Input, object?> _values = [];

    /// <summary>Takes a value; a later one replaces it.</summary>
    public void Set<T>(Input<T> input, T value) => _values[input] = value;

    /// <summary>Takes a value that has to be read first, as an argument has.</summary>
    /// <exception cref="Problems.MultiArchException">It cannot be read.</exception>
    public void Read<T>(Input<T> input, string text) => Set(input, input.Parse([new InputValue(input.ScriptSource, text)]));

    /// <summary>Takes more values of a list.</summary>
    public void Add<T>(ListInput<T> input, params IEnumerable<T> items)
    {
        List<T> all = [.. Items(input), .. items];
        if (all.Count > 0)
        {
            Set(input, all);
        }
    }

    /// <summary>Takes more values of a list that have to be read first. A comma does not separate them.</summary>
    /// <exception cref="Problems.MultiArchException">One cannot be read.</exception>
    public void ReadMore<T>(ListInput<T> input, IEnumerable<string> texts) =>
        Add(input, [.. texts.Select(text => input.ParseItem(new InputValue(input.ScriptSource, text)))]);

    /// <summary>The values of a list; empty when the script says nothing.</summary>
    public IReadOnlyList<T> Items<T>(ListInput<T> input) => TryGet(input, out var items) ? items : [];

    public bool TryGet<T>(Input<T> input, [MaybeNullWhen(false)] out T value)
    {
        var isSaid = _values.TryGetValue(input, out var said);
        value = isSaid ? (T)said! : default;
        return isSaid;
    }
}
