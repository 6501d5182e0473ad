# Usage: ./build.ps1 [--setup] [--target=TARGET] [arguments of the target]
#
# The same as build.sh: finds or fetches the .NET SDK that global.json names and runs `dotnet cake` with the same arguments
# and its exit code. Its own words go to standard error. Away from Windows it hands over to build.sh. On Windows nothing is
# installed; --setup names the commands.
#if (repository)
# Here it builds the addin too when its sources have changed. How lines for this repository alone are enclosed, build.sh says.
#endif

$ErrorActionPreference = 'Stop'

function Say([string] $text) {
    [Console]::Error.WriteLine("build.ps1: $text")
}

function Fail([string] $text) {
    Say "error: $text"
    exit 1
}

# PowerShell reads --platform=a,b as a list of two. Older ones lose empty arguments and quotes on the way to a program.
$arguments = @(foreach ($argument in $args) { $argument -join ',' })
function ConvertTo-NativeArgument([string[]] $values) {
    foreach ($value in $values) {
        if ($PSVersionTable.PSVersion -ge [Version] '7.3') { $value }
        elseif ($value -eq '') { '""' }
        else { ($value -replace '(\\*)"', '$1$1\"') -replace '(\\+)$', $(if ($value -match '\s') { '$1$1' } else { '$1' }) }
    }
}

# OS is set by Windows itself.
if ($env:OS -ne 'Windows_NT') {
    $native = @(ConvertTo-NativeArgument $arguments)
    & sh "$PSScriptRoot/build.sh" @native
    exit $LASTEXITCODE
}

$setup = $arguments -ccontains '--setup'
$arguments = @($arguments | Where-Object { $_ -cne '--setup' })

function Test-Program([string] $name) {
    [bool] (Get-Command $name -CommandType Application -ErrorAction Ignore)
}

# The exit code is in $LASTEXITCODE. In Windows PowerShell a line on standard error would otherwise end the script.
function Invoke-Quietly([string] $program, [string[]] $values) {
    $ErrorActionPreference = 'Continue'
    & $program @values 2>&1 | ForEach-Object { "$_" }
}

# What the target cannot do without, as eng/setup.sh checks it on other systems.
function Assert-Programs {
    $target = ''
    for ($i = 0; $i -lt $arguments.Count; $i++) {
        if ($arguments[$i] -clike '--target=*') { $target = $arguments[$i].Substring('--target='.Length) }
        elseif ($arguments[$i] -ceq '--target' -and $i + 1 -lt $arguments.Count) { $target = $arguments[$i + 1] }
    }
    #if (repository)
    if ($target -in 'Test', 'Soak' -and $arguments -cnotcontains '--tests=unit') {
        Fail 'the integration tests need Linux: run ./build.sh in WSL. --tests=unit runs the others here.'
    }
    #endif
    $needed = [ordered] @{}
    if ($target -like '*MultiArch' -or $target -eq 'EnsureBinfmt') {
        $isPodman = (Test-Program podman) -or ((Test-Program docker) -and ((Invoke-Quietly docker '--version') -match 'podman'))
        if (-not $isPodman) { $needed['podman'] = 'it builds the images and makes the index', 'RedHat.Podman' }
        $clones = $env:MULTIARCH_GIT_URL -or ($arguments -cmatch '^--(multiarch-)?git-url(=|$)')
        if ($clones -and -not (Test-Program git)) { $needed['git'] = 'it clones the source', 'Git.Git' }
    }
    foreach ($program in $needed.Keys) {
        Say "error: $program is missing: $($needed[$program][0])."
        Say "Install with:  winget install --exact --id $($needed[$program][1])"
    }
    if ($needed.Count -gt 0) {
        if ($setup) { Say '--setup knows apt-get, dnf and apk, and installs nothing on Windows.' }
        exit 1
    }
}

function Test-Sdk {
    if (-not (Test-Program dotnet)) { return $false }
    Invoke-Quietly dotnet '--version' | Out-Null
    $LASTEXITCODE -eq 0
}

function Use-LocalSdk {
    $local = [IO.Path]::Combine($PSScriptRoot, '.dotnet')
    if (-not [IO.Directory]::Exists($local)) { return $false }
    $env:DOTNET_ROOT = $local
    $env:PATH = $local + [IO.Path]::PathSeparator + $env:PATH
    Test-Sdk
}

# Into a folder beside .dotnet first: one that was killed half-way is not taken for an SDK.
function Install-Sdk {
    Say 'fetching the .NET SDK into .\.dotnet'
    $fetched = [IO.Path]::Combine($PSScriptRoot, '.dotnet-' + [Guid]::NewGuid().ToString('N'))
    $local = [IO.Path]::Combine($PSScriptRoot, '.dotnet')
    [IO.Directory]::CreateDirectory($fetched) | Out-Null
    try {
        $script = [IO.Path]::Combine($fetched, 'dotnet-install.ps1')
        try {
            Invoke-WebRequest -UseBasicParsing -Uri 'https://dot.net/v1/dotnet-install.ps1' -OutFile $script
            & $script -JSonFile ([IO.Path]::Combine($PSScriptRoot, 'global.json')) -InstallDir ([IO.Path]::Combine($fetched, 'sdk')) -NoPath | ForEach-Object { Say "$_" }
        }
        catch {
            Fail "the .NET SDK that global.json names is missing and cannot be fetched: $($_.Exception.Message) Install it by hand (https://dotnet.microsoft.com/download) and run this again."
        }
        if ([IO.Directory]::Exists($local)) { [IO.Directory]::Delete($local, $true) }
        [IO.Directory]::Move([IO.Path]::Combine($fetched, 'sdk'), $local)
    }
    finally {
        [IO.Directory]::Delete($fetched, $true)
    }
}

#if (repository)
function Get-Hash([byte[]] $bytes) {
    $sha256 = [Security.Cryptography.SHA256]::Create()
    [BitConverter]::ToString($sha256.ComputeHash($bytes)).Replace('-', '').ToLowerInvariant()
}

function Read-All([string[]] $files) {
    $bytes = [IO.MemoryStream]::new()
    foreach ($file in $files) { $content = [IO.File]::ReadAllBytes($file); $bytes.Write($content, 0, $content.Length) }
    , $bytes.ToArray()
}

# The same hash that eng/build-addin.sh takes.
function Get-InputsHash {
    $files = @([IO.Directory]::GetFiles([IO.Path]::Combine($PSScriptRoot, 'src', 'Cake.MultiArch'), '*', 'AllDirectories') |
        Where-Object { $_ -notmatch '[\\/](bin|obj)[\\/]' })
    $files += [IO.Path]::Combine($PSScriptRoot, '.editorconfig'), [IO.Path]::Combine($PSScriptRoot, 'global.json')
    foreach ($pattern in 'Directory.*.props', 'Directory.*.targets') { $files += [IO.Directory]::GetFiles($PSScriptRoot, $pattern) }
    foreach ($pattern in '*.props', '*.targets') { $files += [IO.Directory]::GetFiles([IO.Path]::Combine($PSScriptRoot, 'eng'), $pattern) }
    $lines = [string[]] @(foreach ($file in $files) {
        (Get-Hash ([IO.File]::ReadAllBytes($file))) + '  ' + $file.Substring($PSScriptRoot.Length + 1).Replace('\', '/') + "`n"
    })
    [Array]::Sort($lines, [StringComparer]::Ordinal)
    Get-Hash ([Text.Encoding]::UTF8.GetBytes(-join $lines))
}

# A reader of the destination sees the old file or the new one, never a half.
function Move-IntoPlace([string] $from, [string] $to) {
    if ([IO.File]::Exists($to)) { [IO.File]::Replace($from, $to, [NullString]::Value) }
    else { [IO.File]::Move($from, $to) }
}

function Build-Addin {
    $addin = [IO.Path]::Combine($PSScriptRoot, 'artifacts', 'addin')
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
        $log = Invoke-Quietly dotnet 'build', 'src/Cake.MultiArch/Cake.MultiArch.csproj', '-c', 'Release', '-nologo', '-clp:ErrorsOnly;NoSummary', '--disable-build-servers', "-p:AddinStage=$name"
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
            # A DLL of this name in this folder has these bytes, and may be in use.
            if (-not [IO.File]::Exists($to)) { Move-IntoPlace $file $to }
        }
        $record = [IO.Path]::Combine($stage, 'inputs')
        [IO.File]::WriteAllText($record, "$inputs`n")
        Move-IntoPlace $record ([IO.Path]::Combine($folder, 'inputs.sha256'))
        $text = [IO.Path]::Combine($stage, 'addin.cake')
        [IO.File]::WriteAllText($text, "#define MULTIARCH_ADDIN`n#r `"$hash/Cake.MultiArch.dll`"`n#load `"../../recipes/multiarch.cake`"`n")
        Move-IntoPlace $text $directive
    }
    finally {
        [IO.Directory]::Delete($stage, $true)
    }

    # A run that is just starting may have read the addin.cake before this one; after an hour it has loaded its DLL.
    foreach ($old in [IO.Directory]::GetDirectories($addin)) {
        if ([IO.Path]::GetFileName($old) -ne $hash -and [IO.Directory]::GetLastWriteTimeUtc($old) -lt [DateTime]::UtcNow.AddHours(-1)) {
            try { [IO.Directory]::Delete($old, $true) } catch { Say "$old is in use and stays." }
        }
    }
}

# Cake compiles a script that it does not know into its cache, and of several that do so at once all but one fail. So
# the script is compiled aside, by a run that only lists the targets. One with a mistake in it is left to Cake.
function Build-Script {
    $cache = [IO.Path]::Combine($PSScriptRoot, 'artifacts', 'tools', 'cache')
    $files = @([IO.Path]::Combine($PSScriptRoot, 'build.cake'))
    $recipes = [string[]] [IO.Directory]::GetFiles([IO.Path]::Combine($PSScriptRoot, 'recipes'), '*.cake')
    [Array]::Sort($recipes, [StringComparer]::Ordinal)
    $files += $recipes
    $files += [IO.Path]::Combine($PSScriptRoot, 'artifacts', 'addin', 'addin.cake')
    $known = [IO.Path]::Combine($cache, 'known-' + (Get-Hash (Read-All $files)).Substring(0, 16))
    if ([IO.File]::Exists($known)) { return }

    $stage = [IO.Path]::Combine($PSScriptRoot, 'artifacts', 'addin', '.stage-' + [Guid]::NewGuid().ToString('N'))
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

#endif
if ([Console]::IsOutputRedirected -and -not $env:NO_COLOR) { $env:NO_COLOR = '1' }
if (-not $env:DOTNET_NOLOGO) { $env:DOTNET_NOLOGO = '1' }
if (-not $env:DOTNET_CLI_TELEMETRY_OPTOUT) { $env:DOTNET_CLI_TELEMETRY_OPTOUT = '1' }

Push-Location $PSScriptRoot
try {
    Assert-Programs
    if (-not (Test-Sdk) -and -not (Use-LocalSdk)) {
        Install-Sdk
        if (-not (Use-LocalSdk)) { Fail 'the .NET SDK in .\.dotnet does not start here.' }
    }
    #if (script)
    # Two at once that find nothing restored yet trip over each other's downloads.
    foreach ($pause in 1, 2, 4, 8, 0) {
        $restored = Invoke-Quietly dotnet 'tool', 'restore'
        if ($LASTEXITCODE -eq 0 -or "$restored" -notmatch 'being used by another process') { break }
        [Threading.Thread]::Sleep(1000 * $pause)
    }
    if ($LASTEXITCODE -ne 0) {
        Fail "Cake cannot be restored from the package feeds; dotnet tool restore says:`n$($restored -join "`n")"
    }
    #endif
    #if (repository)
    Build-Addin
    Build-Script
    #endif
    $ErrorActionPreference = 'Continue'
    $native = @(ConvertTo-NativeArgument $arguments)
    & dotnet cake @native
    exit $LASTEXITCODE
}
finally {
    Pop-Location
}
