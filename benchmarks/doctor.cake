// Plans and examines again and again in one process, for doctor.sh: a line "WHAT MILLISECONDS" each.
#load "../artifacts/addin/*.cake"

Task("Default").Does(async () =>
{
    var lines = new List<string>();
    for (var round = 0; round <= Argument<int>("rounds"); round++)
    {
        foreach (var (what, ask) in new (string, Func<MultiArchRun, System.Threading.Tasks.Task>)[] { ("plan", run => run.PlanAsync()), ("doctor", run => run.DoctorAsync()) })
        {
            using var run = MultiArchRun.From(Context);
            var started = System.Diagnostics.Stopwatch.GetTimestamp();
            await ask(run);

            // The first round compiles.
            if (round > 0)
                lines.Add(FormattableString.Invariant($"{what} {System.Diagnostics.Stopwatch.GetElapsedTime(started).TotalMilliseconds:0}"));
        }
    }

    System.IO.File.WriteAllLines(Argument<string>("times"), lines);
});

RunTarget("Default");
