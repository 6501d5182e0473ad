# What only this repository needs. build.ps1 loads this file if it exists, and the functions use those of build.ps1.
# The templates do not contain it.

$root = [IO.Path]::GetDirectoryName($PSScriptRoot)

# Called before the programs of the target are checked.
function Assert-Repository([string] $target) {
    if ($target -in 'Test', 'Soak' -and $arguments -cnotcontains '--tests=unit') {
        Fail 'the integration tests need Linux. Run ./build.sh in WSL, or only the unit tests with --tests=unit.'
    }
}

# Called before Cake starts.
function Initialize-Repository {
    Build-Addin
    Build-Script
}

function Get-Hash([byte[]] $bytes) {
    $sha256 = [Security.Cryptography.SHA256]::Create()
    [BitConverter]::ToString($sha256.ComputeHash($bytes)).Replace('-', '').ToLowerInvariant()
}

function Read-All([string[]] $files) {
    $bytes = [IO.MemoryStream]::new()
    foreach ($file in $files) { $content = [IO.File]::ReadAllBytes($file); $bytes.Write($content, 0, $content.Length) }
    , $bytes.ToArray()
}

# One hash of the names and contents of all files that the build reads. eng/build-addin.sh computes the same.
function Get-InputsHash {
    $sources = [IO.Path]::Combine($root, 'src', 'Cake.MultiArch')
    $files = @([IO.Directory]::GetFiles($sources, '*', 'AllDirectories') |
        Where-Object { $_ -notmatch '[\\/](bin|obj)[\\/]' })
    $files += [IO.Path]::Combine($root, '.editorconfig'), [IO.Path]::Combine($root, 'global.json')
    foreach ($pattern in 'Directory.*.props', 'Directory.*.targets') { $files += [IO.Directory]::GetFiles($root, $pattern) }
    foreach ($pattern in '*.props', '*.targets') { $files += [IO.Directory]::GetFiles([IO.Path]::Combine($root, 'eng'), $pattern) }
    $lines = [string[]] @(foreach ($file in $files) {
        (Get-Hash ([IO.File]::ReadAllBytes($file))) + '  ' + $file.Substring($root.Length + 1).Replace('\', '/') + "`n"
    })
    [Array]::Sort($lines, [StringComparer]::Ordinal)
    Get-Hash ([Text.Encoding]::UTF8.GetBytes(-join $lines))
}

# Whoever reads the destination sees the old file or the new one, never a part of it.
function Move-IntoPlace([string] $from, [string] $to) {
    if ([IO.File]::Exists($to)) { [IO.File]::Replace($from, $to, [NullString]::Value) }
    else { [IO.File]::Move($from, $to) }
}

function Build-Addin {
    $addin = [IO.Path]::Combine($root, 'artifacts', 'addin')
    $directive = [IO.Path]::Combine($addin, 'addin.cake')
    $inputs = Get-InputsHash
    if ([IO.File]::Exists($directive) -and [IO.File]::ReadAllText($directive) -match '(?m)^#r "([0-9a-f]+)/') {
        $built = [IO.Path]::Combine($addin, $Matches[1])
        $record = [IO.Path]::Combine($built, 'inputs.sha256')
        if ([IO.File]::Exists([IO.Path]::Combine($built, 'Cake.MultiArch.dll')) -and [IO.File]::Exists($record) -and
            [IO.File]::ReadAllText($record).Trim() -eq $inputs) { return }
    }

    Say 'building the addin'
    $name = '.stage-' + [Guid]::NewGuid().ToString('N')
    $stage = [IO.Path]::Combine($addin, $name)
    [IO.Directory]::CreateDirectory($stage) | Out-Null
    try {
        $log = Invoke-Quietly dotnet 'build', 'src/Cake.MultiArch/Cake.MultiArch.csproj', '-c', 'Release', '-nologo',
            '-clp:ErrorsOnly;NoSummary', '--disable-build-servers', "-p:AddinStage=$name"
        if ($LASTEXITCODE -ne 0) {
            Fail "the addin does not build:`n$($log -join "`n")"
        }
        $out = [IO.Path]::Combine($stage, 'out')
        $dlls = [string[]] [IO.Directory]::GetFiles($out, '*.dll')
        [Array]::Sort($dlls, [StringComparer]::Ordinal)
        $hash = (Get-Hash (Read-All $dlls)).Substring(0, 16)
        $folder = [IO.Path]::Combine($addin, $hash)
        [IO.Directory]::CreateDirectory($folder) | Out-Null
        foreach ($file in $dlls + [IO.Path]::Combine($out, 'Cake.MultiArch.pdb') + [IO.Path]::Combine($out, 'Cake.MultiArch.xml')) {
            $to = [IO.Path]::Combine($folder, [IO.Path]::GetFileName($file))
            # The folder's name is the hash of the DLLs, so a DLL that is there is the same one. It may be in use.
            if (-not [IO.File]::Exists($to)) { Move-IntoPlace $file $to }
        }
        $record = [IO.Path]::Combine($stage, 'inputs')
        [IO.File]::WriteAllText($record, "$inputs`n")
        Move-IntoPlace $record ([IO.Path]::Combine($folder, 'inputs.sha256'))
        $text = [IO.Path]::Combine($stage, 'addin.cake')
        $lines = '#define MULTIARCH_ADDIN', "#r `"$hash/Cake.MultiArch.dll`"", '#load "../../recipes/multiarch.cake"'
        [IO.File]::WriteAllText($text, ($lines -join "`n") + "`n")
        Move-IntoPlace $text $directive
    }
    finally {
        [IO.Directory]::Delete($stage, $true)
    }

    # A run that has just started may have read the previous addin.cake. After an hour it has certainly loaded its DLL.
    foreach ($old in [IO.Directory]::GetDirectories($addin)) {
        if ([IO.Path]::GetFileName($old) -ne $hash -and [IO.Directory]::GetLastWriteTimeUtc($old) -lt [DateTime]::UtcNow.AddHours(-1)) {
            try { [IO.Directory]::Delete($old, $true) } catch { Say "$old is in use and was not deleted." }
        }
    }
}

# Cake keeps compiled scripts in its cache. If several runs compile the same new script at the same time, all but one fail.
# A dry run therefore compiles it in a folder of its own first. If the script has an error, Cake itself reports it later.
function Build-Script {
    $cache = [IO.Path]::Combine($root, 'artifacts', 'tools', 'cache')
    $files = @([IO.Path]::Combine($root, 'build.cake'))
    $recipes = [string[]] [IO.Directory]::GetFiles([IO.Path]::Combine($root, 'recipes'), '*.cake')
    [Array]::Sort($recipes, [StringComparer]::Ordinal)
    $files += $recipes
    $files += [IO.Path]::Combine($root, 'artifacts', 'addin', 'addin.cake')
    $known = [IO.Path]::Combine($cache, 'known-' + (Get-Hash (Read-All $files)).Substring(0, 16))
    if ([IO.File]::Exists($known)) { return }

    $stage = [IO.Path]::Combine($root, 'artifacts', 'addin', '.stage-' + [Guid]::NewGuid().ToString('N'))
    [IO.Directory]::CreateDirectory($stage) | Out-Null
    $before = $env:CAKE_PATHS_CACHE
    try {
        $env:CAKE_PATHS_CACHE = $stage
        Invoke-Quietly dotnet 'cake', '--dryrun', '--verbosity=quiet' | Out-Null
        $compiled = [IO.Directory]::GetFiles($stage)
        if ($LASTEXITCODE -ne 0 -or $compiled.Count -eq 0) { return }
        [IO.Directory]::CreateDirectory($cache) | Out-Null
        foreach ($file in $compiled) {
            $to = [IO.Path]::Combine($cache, [IO.Path]::GetFileName($file))
            if (-not [IO.File]::Exists($to)) { Move-IntoPlace $file $to }
        }
        [IO.File]::WriteAllText($known, '')
    }
    finally {
        $env:CAKE_PATHS_CACHE = $before
        [IO.Directory]::Delete($stage, $true)
    }
}
