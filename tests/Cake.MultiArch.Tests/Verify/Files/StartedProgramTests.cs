namespace Cake.MultiArch.Tests.Verify.Files;

/// <summary>What ENTRYPOINT and CMD start has to be of the platform, whichever way it is named.</summary>
public class StartedProgramTests
{
    private const string Amd64Web = "linux/arm64: /usr/local/bin/web is an amd64 program (ELF 64-bit, x86-64)";

    [Fact]
    public void A_program_of_another_architecture_is_refused() =>
        Image().Program("/app/web", "amd64").Entrypoint("/app/web").ShouldBeRefused(
            "linux/arm64: /app/web is an amd64 program (ELF 64-bit, x86-64), and is what ENTRYPOINT starts; expected an arm64 program");

    [Fact]
    public void It_is_found_through_the_PATH_of_the_image() =>
        Image().Program("/opt/web/bin/web", "amd64").Env("PATH=/usr/bin:/opt/web/bin").Cmd("web").ShouldBeRefused(
            "linux/arm64: /opt/web/bin/web is an amd64 program (ELF 64-bit, x86-64), and is what CMD starts; expected an arm64 program");

    [Theory]
    [InlineData("PATH=:/usr/bin")]
    [InlineData("PATH=web:/usr/bin")]
    [InlineData("PATH=/none:/srv/web/")]
    public void A_PATH_may_be_relative_to_the_working_folder(string path) =>
        Image()
            .Program("/srv/tool", "amd64")
            .Program("/srv/web/tool", "amd64")
            .Env(path)
            .WorkingDir(path == "PATH=:/usr/bin" ? "/srv/web" : "/srv")
            .Cmd("tool")
            .Check()
            .Refused.ShouldHaveSingleItem()
            .Path.ShouldBe("/srv/web/tool");

    [Fact]
    public void Without_a_PATH_it_is_found_where_podman_looks() =>
        Image().Program("/usr/local/bin/web", "amd64").Cmd("web", "--port=80").ShouldBeRefused(
            $"{Amd64Web}, and is what CMD starts; expected an arm64 program");

    [Fact]
    public void It_is_found_from_the_working_folder() =>
        Image()
            .Program("/srv/web/run", "s390x")
            .WorkingDir("/srv/web")
            .Entrypoint("./run")
            .ShouldBeRefused(
                "linux/arm64: /srv/web/run is an s390x program (ELF 64-bit, IBM S/390), and is what ENTRYPOINT starts; expected an arm64 program"
            );

    [Fact]
    public void It_is_found_through_links_and_named_by_both_names() =>
        Image()
            .Program("/opt/web-1.4/web", "amd64")
            .Link("/opt/web", "web-1.4")
            .Link("/start", "opt/web/web")
            .Entrypoint("/start")
            .ShouldBeRefused(
                "linux/arm64: /opt/web-1.4/web is an amd64 program (ELF 64-bit, x86-64), and is what ENTRYPOINT starts (\"/start\"); expected an arm64 program"
            );

    [Theory]
    [InlineData("/usr/bin/tini", "--", "/app/web")]
    [InlineData("/usr/bin/tini", "-g", "--", "web")]
    [InlineData("tini", "web", "--port", "80")]
    [InlineData("tini", "sh", "-c", "exec web --port 80")]
    public void What_an_init_program_starts_counts_too(params string[] words) =>
        Image().Program("/usr/bin/tini").Program("/app/web", "amd64").Env("PATH=/usr/bin:/app").Entrypoint(words).ShouldBeRefused(
            "linux/arm64: /app/web is an amd64 program (ELF 64-bit, x86-64), and is what ENTRYPOINT starts; expected an arm64 program");

    [Fact]
    public void What_a_script_of_ENTRYPOINT_is_given_by_CMD_counts_too() =>
        Image()
            .Script("/usr/local/bin/docker-entrypoint.sh", "/bin/sh")
            .Program("/opt/db/bin/server", "amd64")
            .Env("PATH=/usr/local/bin:/opt/db/bin")
            .Entrypoint("docker-entrypoint.sh")
            .Cmd("server")
            .ShouldBeRefused(
                "linux/arm64: /opt/db/bin/server is an amd64 program (ELF 64-bit, x86-64), and is what CMD starts; expected an arm64 program"
            );

    [Theory]
    [InlineData("exec /app/web --x \"$HOME\"")]
    [InlineData("cd /app && exec ./web")]
    [InlineData("mkdir -p /data; PORT=80 /app/web >/dev/null 2>&1")]
    [InlineData("ulimit -n 1000; /app/web")]
    [InlineData("tini -- /app/web")]
    public void The_text_of_a_shell_is_read(string script) =>
        Image().Program("/app/web", "amd64").Cmd("/bin/sh", "-c", script).ShouldBeRefused(
            "linux/arm64: /app/web is an amd64 program (ELF 64-bit, x86-64), and is what CMD starts; expected an arm64 program");

    [Theory]
    [InlineData("case $(uname -m) in x86_64) exec /app/x86 ;; *) exec /app/arm ;; esac")]
    [InlineData("if [ \"$(uname -m)\" = x86_64 ]; then exec /app/x86; else exec /app/arm; fi")]
    [InlineData("[ \"$(uname -m)\" = x86_64 ] && exec /app/x86 || exec /app/arm")]
    [InlineData("test $(uname -m) = x86_64 && exec /app/x86; exec /app/arm")]
    public void Which_program_a_script_with_conditions_starts_is_not_guessed(string script)
    {
        Image().Program("/app/x86", "amd64").Program("/app/arm").Entrypoint("/bin/sh", "-c", script).ShouldHaveWarnings(
            "linux/arm64: /app/x86 is an amd64 program (ELF 64-bit, x86-64); expected an arm64 program");
    }

    [Fact]
    public void What_an_emulator_is_given_is_foreign_on_purpose() =>
        Image().Program("/usr/bin/qemu-x86_64").Program("/usr/x86_64-linux-gnu/bin/tool", "amd64")
            .Entrypoint("/usr/bin/qemu-x86_64", "-L", "/usr/x86_64-linux-gnu", "/usr/x86_64-linux-gnu/bin/tool").ShouldBeRight(allowed: 1);

    [Fact]
    public void The_program_that_runs_a_script_is_refused() =>
        Image()
            .Program("/opt/perl/perl", "amd64")
            .Script("/start", "/opt/perl/perl -w")
            .Entrypoint("/start")
            .ShouldBeRefused(
                "linux/arm64: /opt/perl/perl is an amd64 program (ELF 64-bit, x86-64), and runs /start, which ENTRYPOINT starts; expected an arm64 program"
            );

    [Fact]
    public void What_env_starts_for_a_script_is_refused() =>
        Image()
            .Program("/opt/python/bin/python3", "amd64")
            .Script("/start", "/usr/bin/env -S python3 -u")
            .Env("PATH=/usr/bin:/opt/python/bin")
            .Entrypoint("/start")
            .ShouldBeRefused(
                "linux/arm64: /opt/python/bin/python3 is an amd64 program (ELF 64-bit, x86-64), and runs /start, which ENTRYPOINT starts; expected an arm64 program"
            );

    [Fact]
    public void A_script_may_be_run_by_a_script() =>
        Image()
            .Program("/opt/node", "amd64")
            .Script("/tool", "/opt/node")
            .Script("/start", "/tool")
            .Entrypoint("/start")
            .ShouldBeRefused(
                "linux/arm64: /opt/node is an amd64 program (ELF 64-bit, x86-64), and runs /tool, which ENTRYPOINT starts; expected an arm64 program"
            );

    [Fact]
    public void Scripts_run_by_scripts_without_end_are_followed_as_far_as_the_kernel_does()
    {
        var image = Image();
        for (var i = 0; i < 50_000; i++)
        {
            image.Script($"/s/{i}", $"/s/{i + 1}");
        }

        image.Entrypoint("/s/0").ShouldBeRight();
    }

    [Fact]
    public void What_a_simulator_is_given_is_no_program_of_the_image() =>
        Image()
            .Program("/usr/bin/qemu-system-x86_64")
            .Program("/fw/kernel.elf", "amd64")
            .Entrypoint("qemu-system-x86_64", "-kernel", "/fw/kernel.elf")
            .ShouldHaveWarnings("linux/arm64: /fw/kernel.elf is an amd64 program (ELF 64-bit, x86-64); expected an arm64 program");

    [Fact]
    public void Texts_of_the_image_stay_on_their_line() =>
        Image().Script("/start", "/bin/nosuch\r").Entrypoint("/start").ShouldHaveWarnings(
            "linux/arm64: /start is run by /bin/nosuch\\u000d, which the image does not have; expected an arm64 program");

    [Fact]
    public void A_program_that_cannot_be_started_is_a_warning()
    {
        Image().Program("/app/other").Entrypoint("/app/web").ShouldHaveWarnings(
            "linux/arm64: /app/web is what ENTRYPOINT starts, but the image does not have it; expected an arm64 program");
        Image().Data("/app/web").Cmd("/app/web").ShouldHaveWarnings(
            "linux/arm64: /app/web is what CMD starts, but is not executable; expected an arm64 program");
    }

    [Fact]
    public void A_script_that_runs_itself_ends() => Image().Script("/start", "/start").Entrypoint("/start").ShouldBeRight();

    [Fact]
    public void A_script_without_its_program_is_a_warning() =>
        Image().Script("/start", "/usr/bin/zsh").Entrypoint("/start").ShouldHaveWarnings(
            "linux/arm64: /start is run by /usr/bin/zsh, which the image does not have; expected an arm64 program");

    [Fact]
    public void A_script_that_is_an_argument_is_run_by_what_gets_it() =>
        Image().Program("/usr/bin/python3").Script("/app/main.py", "/usr/bin/python").Entrypoint("python3", "/app/main.py").ShouldBeRight();

    [Fact]
    public void An_empty_program_is_refused() =>
        Image().Empty("/app/web").Entrypoint("/app/web").ShouldBeRefused(
            "linux/arm64: /app/web is empty (0 bytes), and is what ENTRYPOINT starts; expected an arm64 program");

    [Fact]
    public void A_32_bit_program_is_refused_where_the_CPU_need_not_run_it() =>
        Image()
            .DebianLibraries("arm")
            .Program("/app/web", "arm", "/lib/ld-linux-armhf.so.3", ["libc.so.6"])
            .Entrypoint("/app/web")
            .ShouldBeRefused(
                "linux/arm64: /app/web is an arm program (ELF 32-bit, ARM), and is what ENTRYPOINT starts; expected an arm64 program"
            );

    [Fact]
    public void A_32_bit_program_is_right_on_amd64() =>
        new TestImage("linux/amd64")
            .Debian()
            .DebianLibraries("386")
            .Program("/steam/linux32/steamcmd", "386", "/lib/ld-linux.so.2", ["libc.so.6"])
            .Entrypoint("/steam/linux32/steamcmd")
            .ShouldBeRight(allowed: 6 - 1);

    [Fact]
    public void A_program_without_its_loader_is_a_warning() =>
        new TestImage("linux/amd64")
            .Alpine()
            .Program("/app/web", loader: "/lib64/ld-linux-x86-64.so.2", needs: ["libc.so.6"])
            .Entrypoint("/app/web")
            .ShouldHaveWarnings(
                "linux/amd64: /app/web is loaded by /lib64/ld-linux-x86-64.so.2, which the image does not have; expected an amd64 loader"
            );

    [Fact]
    public void A_loader_of_another_architecture_is_refused() =>
        new TestImage("linux/s390x")
            .Program("/app/web", loader: "/app/ld.so")
            .Library("/app/ld.so", "ppc64")
            .Entrypoint("/app/web")
            .ShouldBeRefused(
                "linux/s390x: /app/ld.so is a ppc64 library (ELF 64-bit big-endian, 64-bit PowerPC), and loads /app/web, which ENTRYPOINT starts; expected an s390x loader"
            );

    [Fact]
    public void A_program_that_is_not_in_the_image_is_not_looked_for_further() =>
        Image().Entrypoint("/mounted/web", "$UNSET", "", "-x", "no\nname").Cmd("web").ShouldBeRight();

    private static TestImage Image() => new TestImage("linux/arm64").Debian().Program("/usr/bin/mkdir").Program("/usr/bin/tini");
}
