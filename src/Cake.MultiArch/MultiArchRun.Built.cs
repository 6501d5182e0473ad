using Cake.MultiArch.Assemble;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Podman;
using Cake.MultiArch.Podman.Images;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Smoke;
using Cake.MultiArch.Verify.Files;

namespace Cake.MultiArch;

/// <content>What was built is looked at before anybody else can have it.</content>
public sealed partial class MultiArchRun
{
    private bool _isBuiltVerified;

    /// <summary>Once it is found right; a script that goes on after a refusal is refused again.</summary>
    private async Task VerifyBuiltAsync()
    {
        if (_isBuiltVerified)
        {
            return;
        }

        var settings = _records.Settings!;
        if (settings.Verify != VerifyMode.Off)
        {
            if (_records.Podman!.IsRemote)
            {
                // Its storage cannot be looked at: the images are, as they will be published.
                await StageAssembleAsync();
            }

            await StageAsync("VerifyFiles", VerifyFilesAsync);
        }

        if (settings.Smoke is { } command)
        {
            await StageAsync("Smoke", token => SmokeAsync(command, token));
        }

        _isBuiltVerified = true;
    }

    private Task StageAssembleAsync() => _records.Assembled is null ? StageAsync("Assemble", AssembleAsync) : Task.CompletedTask;

    private async Task<bool> VerifyFilesAsync(CancellationToken token)
    {
        var settings = _records.Settings!;
        var files = new BuiltFiles(_host, new StoredFiles(_podman, new PodmanCommandSettings { EnvironmentVariables = _folder!.Environment }), settings);
        _records = _records with { Files = await files.CheckAsync(_records.Built!, AssembledAsync, token) };
        foreach (var sentence in _records.Files.Select(report => report.NotChecked).OfType<string>())
        {
            _host.Say(sentence);
        }

        if (_records.Files.Any(report => report.Warnings.Count > 0))
        {
            _host.Warn(FileProblems.Warned(settings.Name, _records.Files));
        }

        return _records.Files.Any(report => report.Refused.Count > 0)
            ? throw new MultiArchException(FileProblems.Refused(settings.Name, _records.Files))
            {
                Platforms = [.. _records.Files.Where(report => report.Refused.Count > 0).Select(report => report.Platform.ToString())],
            }
            : true;
    }

    private async Task<AssembledImage> AssembledAsync(CancellationToken token)
    {
        if (_records.Assembled is null)
        {
            await AssembleAsync(token);
        }

        return _records.Assembled!;
    }

    private async Task<bool> SmokeAsync(SmokeCommand command, CancellationToken token)
    {
        var test = new SmokeTest(_host, _podman, _folder!);
        _records = _records with { Smoke = await test.RunAsync(_records.Built!, command, token) };
        return SmokeResult.FailureOf(_records.Smoke) is { } failure ? throw failure : true;
    }
}
