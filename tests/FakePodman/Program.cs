using FakePodman;

// A program that behaves, misbehaves and records on demand. FAKE_PODMAN names a folder: script says what to do for which
// arguments, and each call is written to calls/. FAKE_PODMAN_STEPS gives the steps themselves, for a child. A test starts it
// many times, so it uses nothing of .NET that takes long to get going: no JSON, no console, no LINQ.
if (Environment.GetEnvironmentVariable("FAKE_PODMAN_STEPS") is { } inline)
{
    return new Steps(args, stdin: "").Run(Script.ReadSteps(inline));
}

if (Environment.GetEnvironmentVariable("FAKE_PODMAN") is not { } folder)
{
    Streams.Error("FAKE_PODMAN is not set.\n");
    return 99;
}

var line = $" {string.Join(' ', args)} ";
var rule = Script.Find(folder, line);
var input = rule is { } found && found.LeavesInput ? "" : Streams.ReadInput();
Script.Record(folder, args, input);
if (rule is not { } taken)
{
    Streams.Error($"Error: FakePodman has no rule for: {line}\n");
    return 99;
}

return new Steps(args, input).Run(taken.Steps);
