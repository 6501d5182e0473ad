using Cake.MultiArch.Oci.Documents;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Verify;

/// <summary>Collects everything that is wrong with a published image, so that one message can name all of it.</summary>
internal sealed class DefectList
{
    private readonly List<string> _sentences = [];
    private readonly List<MultiArchException> _problems = [];

    public void Add(string sentence) => _sentences.Add(sentence);

    public void AddRange(IEnumerable<DocumentDefect> defects) => _sentences.AddRange(defects.Select(defect => defect.Message));

    public void AddRange(DefectList other)
    {
        _sentences.AddRange(other._sentences);
        _problems.AddRange(other._problems);
    }

    /// <summary>Reads something. Missing or damaged content becomes a defect; any other failure ends the check.</summary>
    public async Task TryAsync(Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (MultiArchException e) when (VerifyProblems.IsAboutContent(e.Problem.Kind) || RegistryProblems.IsAboutContent(e.Problem.Kind))
        {
            _problems.Add(e);
        }
    }

    /// <summary>A problem that is the only defect is thrown unchanged, because its repair is more exact.</summary>
    /// <exception cref="MultiArchException">There is a defect.</exception>
    public void ThrowIfAny(string place)
    {
        if (_sentences.Count == 0 && _problems.DistinctBy(problem => problem.Message).ToList() is [var only])
        {
            throw only;
        }

        if (_sentences.Count + _problems.Count > 0)
        {
            throw new MultiArchException(VerifyProblems.NotWhatWasBuilt(
                place, [.. _sentences, .. _problems.Select(e => $"{e.Problem.Where}: {e.Problem.Why.TrimEnd('.')}").Distinct()]));
        }
    }
}
