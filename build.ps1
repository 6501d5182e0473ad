# Usage: ./build.ps1 [--setup] [--target=TARGET] [arguments of the target]
#
# The same as build.sh: finds or fetches the .NET SDK that global.json names, then runs `dotnet cake` with the same
# arguments and returns its exit code. Messages of this script go to standard error. On other systems than Windows it runs
# build.sh. On Windows it installs no programs, but says which commands install them.
#
# If eng/repository.ps1 exists, its functions Assert-Repository and Initialize-Repository run before Cake starts.

$ErrorActionPreference = 'Stop'

function Say([string] $text) {
    [Console]::Error.WriteLine("build.ps1: $text")
}

function Fail([string] $text) {
    Say "error: $text"
    exit 1
}

# PowerShell reads --platform=a,b as an array. Before 7.3 it loses empty arguments and quotes when it starts a program:
# https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_preference_variables#psnativecommandargumentpassing
$arguments = @(foreach ($argument in $args) { $argument -join ',' })
function ConvertTo-NativeArgument([string[]] $values) {
    foreach ($value in $values) {
        if ($PSVersionTable.PSVersion -ge [Version] '7.3') { $value }
        elseif ($value -eq '') { '""' }
        else { ($value -replace '(\\*)"', '$1$1\"') -replace '(\\+)$', $(if ($value -match '\s') { '$1$1' } else { '$1' }) }
    }
}

# Windows sets the variable OS, other systems do not.
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

# The exit code is in $LASTEXITCODE. With 'Stop', Windows PowerShell would end the script at the first line on standard error.
function Invoke-Quietly([string] $program, [string[]] $values) {
    $ErrorActionPreference = 'Continue'
    & $program @values 2>&1 | ForEach-Object { "$_" }
}

# Fails if a program is missing that the target needs, as eng/setup.sh does on other systems.
function Assert-Programs {
    $target = ''
    for ($i = 0; $i -lt $arguments.Count; $i++) {
        if ($arguments[$i] -clike '--target=*') { $target = $arguments[$i].Substring('--target='.Length) }
        elseif ($arguments[$i] -ceq '--target' -and $i + 1 -lt $arguments.Count) { $target = $arguments[$i + 1] }
    }
    Assert-Repository $target
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
        if ($setup) { Say '--setup installs nothing on Windows.' }
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

# Installs into a temporary folder and renames it, so that an interrupted download never looks like an SDK.
function Install-Sdk {
    Say 'fetching the .NET SDK into .\.dotnet'
    $fetched = [IO.Path]::Combine($PSScriptRoot, '.dotnet-' + [Guid]::NewGuid().ToString('N'))
    $local = [IO.Path]::Combine($PSScriptRoot, '.dotnet')
    [IO.Directory]::CreateDirectory($fetched) | Out-Null
    try {
        $script = [IO.Path]::Combine($fetched, 'dotnet-install.ps1')
        try {
            Invoke-WebRequest -UseBasicParsing -Uri 'https://dot.net/v1/dotnet-install.ps1' -OutFile $script
            $json = [IO.Path]::Combine($PSScriptRoot, 'global.json')
            & $script -JSonFile $json -InstallDir ([IO.Path]::Combine($fetched, 'sdk')) -NoPath | ForEach-Object { Say "$_" }
        }
        catch {
            Fail ("the .NET SDK that global.json names is missing and cannot be fetched: $($_.Exception.Message) " +
                'Install it by hand (https://dotnet.microsoft.com/download) and run this again.')
        }
        if ([IO.Directory]::Exists($local)) { [IO.Directory]::Delete($local, $true) }
        [IO.Directory]::Move([IO.Path]::Combine($fetched, 'sdk'), $local)
    }
    finally {
        [IO.Directory]::Delete($fetched, $true)
    }
}

# Builds that restore at the same time can lock each other's downloads, so this tries again.
function Restore-Tools {
    foreach ($pause in 1, 2, 4, 8, 0) {
        $restored = Invoke-Quietly dotnet 'tool', 'restore'
        if ($LASTEXITCODE -eq 0) { return }
        if ("$restored" -notmatch 'being used by another process') { break }
        [Threading.Thread]::Sleep(1000 * $pause)
    }
    Fail "the tools of .config/dotnet-tools.json cannot be restored. dotnet tool restore says:`n$($restored -join "`n")"
}

# eng/repository.ps1 replaces these two functions, if it exists.
function Assert-Repository([string] $target) { }
function Initialize-Repository { }
$repository = [IO.Path]::Combine($PSScriptRoot, 'eng', 'repository.ps1')
if ([IO.File]::Exists($repository)) { . $repository }

if ([Console]::IsOutputRedirected -and -not $env:NO_COLOR) { $env:NO_COLOR = '1' }
if (-not $env:DOTNET_NOLOGO) { $env:DOTNET_NOLOGO = '1' }
if (-not $env:DOTNET_CLI_TELEMETRY_OPTOUT) { $env:DOTNET_CLI_TELEMETRY_OPTOUT = '1' }

Push-Location $PSScriptRoot
try {
    Assert-Programs
    if (-not (Test-Sdk) -and -not (Use-LocalSdk)) {
        Install-Sdk
        if (-not (Use-LocalSdk)) { Fail 'the .NET SDK in .\.dotnet does not start.' }
    }
    if ([IO.File]::Exists([IO.Path]::Combine($PSScriptRoot, '.config', 'dotnet-tools.json'))) { Restore-Tools }
    Initialize-Repository
    $ErrorActionPreference = 'Continue'
    $native = @(ConvertTo-NativeArgument $arguments)
    & dotnet cake @native
    exit $LASTEXITCODE
}
finally {
    Pop-Location
}
