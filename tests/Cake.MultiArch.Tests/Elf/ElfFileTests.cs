using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;
using Cake.MultiArch.Elf;
using Cake.MultiArch.Testing;
using Cake.MultiArch.Tests.Fakes;
using FsCheck.Xunit;

namespace Cake.MultiArch.Tests.Elf;

public class ElfFileTests
{
    [Fact]
    public void The_loader_the_libraries_and_where_they_are_looked_for_are_read_of_every_architecture()
    {
        foreach (var architecture in ElfArchitecture.All)
        {
            foreach (var stringsLast in (bool[])[false, true])
            {
                var program = new DynamicProgram(architecture)
                {
                    Interpreter = "/lib/ld-linux.so.2",
                    Needed = ["libm.so.6", "libc.so.6", "./plugin.so"],
                    RunPath = "$ORIGIN/../lib:/opt/lib",
                    StringsLast = stringsLast,
                    Gap = 5000,
                }.Write();

                foreach (var file in Both(program))
                {
                    file.ShouldNotBeNull(architecture.Name);
                    file.Header.ShouldBe(
                        new ElfHeader(architecture.Class, architecture.Data, 2, architecture.Machine, HasInterpreter: true)
                    );
                    file.Interpreter.ShouldBe("/lib/ld-linux.so.2");
                    file.Needed.ShouldBe(["libm.so.6", "libc.so.6", "./plugin.so"]);
                    file.SearchPaths.ShouldBe(["$ORIGIN/../lib", "/opt/lib"]);
                }
            }
        }
    }

    [Fact]
    public void RUNPATH_is_taken_where_there_is_RPATH_too_as_the_loader_does()
    {
        var both = new DynamicProgram(Amd64) { RPath = "/old", RunPath = "/new" };

        Read(both.Write())!.SearchPaths.ShouldBe(["/new"]);
        Read((both with { RunPath = null }).Write())!.SearchPaths.ShouldBe(["/old"]);
        Read((both with { RunPath = null, RPath = null }).Write())!.SearchPaths.ShouldBeEmpty();
    }

    [Fact]
    public void A_library_has_no_loader_and_needs_others()
    {
        var library = Read(new DynamicProgram(Amd64) { Interpreter = null, Type = 3 }.Write())!;

        (library.Interpreter, library.Header.HasInterpreter, library.Header.Type).ShouldBe((null, false, (ushort)3));
        library.Needed.ShouldBe(["libc.so.6"]);
    }

    [Fact]
    public void A_static_program_is_read_no_further_than_its_segments()
    {
        var program = ElfProbe.Write(Amd64);
        var stream = new OneWayStream(new MemoryStream([.. program, .. new byte[1_000_000]]), piece: 100_000);

        var file = ElfFile.Read(stream)!;

        (file.Interpreter, file.Needed.Count, file.SearchPaths.Count).ShouldBe((null, 0, 0));
        stream.BytesRead.ShouldBeLessThanOrEqualTo(1024);
    }

    [Fact]
    public void A_dynamic_program_is_read_no_further_than_its_dynamic_section()
    {
        var program = new DynamicProgram(Amd64) { Gap = 100_000 }.Write();
        var stream = new OneWayStream(new MemoryStream([.. program, .. new byte[1_000_000]]), piece: 5000);

        ElfFile.Read(stream)!.Needed.ShouldBe(["libc.so.6"]);

        stream.BytesRead.ShouldBe(program.Length);
    }

    [Fact]
    public void Of_a_file_that_is_too_large_to_be_kept_the_libraries_stay_unknown_and_the_rest_is_known()
    {
        var program = new DynamicProgram(Amd64) { Gap = FileBytes.MaxKept }.Write();

        var seekable = ElfFile.Read(new MemoryStream(program))!;
        var archived = ElfFile.Read(new OneWayStream(new MemoryStream(program), piece: 1_000_000))!;

        seekable.Needed.ShouldBe(["libc.so.6"]);
        archived.Needed.ShouldBe(["libc.so.6"], "the strings are kept, the dynamic section comes in its turn");
        archived = ElfFile.Read(new OneWayStream(new MemoryStream(Moved(program)), piece: 1_000_000))!;
        archived.Needed.ShouldBeEmpty();
        archived.Interpreter.ShouldBe("/lib/ld.so.1");
    }

    /// <summary>What lies behind a damaged size or offset is not there; nothing is thrown, and little is allocated.</summary>
    [Property(MaxTest = 3000)]
    public void No_byte_that_is_changed_makes_reading_fail(byte architecture, ushort place, ulong value, bool wide)
    {
        var program = new DynamicProgram(ElfArchitecture.All[architecture % ElfArchitecture.All.Count]) { RunPath = "/opt/lib" }.Write();
        var target = program.AsSpan(place % (program.Length - 8));
        if (wide)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(target, value | (value << 40));
        }
        else
        {
            target[0] = (byte)value;
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var files = Both(program).ToList();

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(2_000_000);
        files[0]?.ToString().ShouldBe(files[1]?.ToString());
        files[0]?.Needed.ShouldBe(files[1]!.Needed);
    }

    [Property(MaxTest = 1000)]
    public void A_file_that_ends_anywhere_is_read_as_far_as_it_goes(byte architecture, ushort length)
    {
        var program = new DynamicProgram(ElfArchitecture.All[architecture % ElfArchitecture.All.Count]).Write();

        foreach (var file in Both(program[..(length % program.Length)]))
        {
            file?.Needed.Count.ShouldBeLessThanOrEqualTo(1);
        }
    }

    [Property(MaxTest = 1000)]
    public void Noise_behind_a_header_does_no_harm(byte architecture, byte[] noise)
    {
        var magic = ElfArchitecture.All[architecture % ElfArchitecture.All.Count].Magic()[..20];

        foreach (var file in Both([.. magic, .. noise, .. noise, .. noise]))
        {
            file?.Needed.Count.ShouldBeLessThan(4096);
        }
    }

    /// <summary>Every entry of the dynamic section may name the same string, which compresses to nothing.</summary>
    [Fact]
    public void Names_that_fill_the_memory_are_not_taken()
    {
        var program = new DynamicProgram(Amd64) { Needed = [new string('a', 4000)] }.Write();
        var bomb = new DynamicProgram(Amd64) { Needed = [new string('a', 4000), .. Enumerable.Repeat("b", 4000)] }.Write();
        for (var at = bomb.AsSpan().LastIndexOf(new byte[] { (byte)'b', 0 }) + 2; at + 16 <= bomb.Length && bomb[at] == 1; at += 16)
        {
            bomb[at + 8] = 1;
            bomb[at + 9] = 0;
        }

        Read(program)!.Needed.Single().Length.ShouldBe(4000);
        Read(bomb)!.Needed.ShouldBeEmpty();
    }

    /// <summary>The loader itself is asked, which works where nothing is installed to look at programs with.</summary>
    [Fact]
    public void What_is_read_of_the_programs_of_this_host_is_what_their_loader_says()
    {
        var programs = new[] { Environment.ProcessPath!, "/bin/ls", "/bin/sh", "/usr/bin/env" };
        foreach (var path in programs)
        {
            using var file = File.OpenRead(path);
            var program = ElfFile.Read(file)!;
            file.Position = 0;
            var archived = ElfFile.Read(new OneWayStream(file, piece: 4096))!;

            ElfArchitecture.OfThisHost.ShouldNotBeNull();
            program.Header.IsFor(ElfArchitecture.OfThisHost).ShouldBeTrue(path);
            archived.ToString().ShouldBe(program.ToString());
            archived.Needed.ShouldBe(program.Needed);
            using var loader = Process.Start(
                new ProcessStartInfo(program.Interpreter!, ["--list", path]) { RedirectStandardOutput = true }
            )!;
            var listed = loader.StandardOutput.ReadToEnd().Split('\n').Select(line => line.Trim().Split(' ')[0]).ToList();
            program.Needed.ShouldNotBeEmpty(path);
            program.Needed.ShouldBeSubsetOf(listed.Append(Path.GetFileName(program.Interpreter!)), path);
        }
    }

    [Fact]
    public void A_library_of_the_runtime_has_no_loader_and_needs_the_C_library()
    {
        using var file = File.OpenRead(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "libcoreclr.so"));

        var library = ElfFile.Read(file)!;

        library.Needed.ShouldContain("libc.so.6");
        (library.Interpreter, library.Header.Type).ShouldBe((null, (ushort)3));
    }

    private static ElfArchitecture Amd64 => ElfArchitecture.Find("amd64")!;

    private static ElfFile? Read(byte[] file) => ElfFile.Read(new MemoryStream(file));

    /// <summary>As a file of a folder, and as one of an archive.</summary>
    private static IEnumerable<ElfFile?> Both(byte[] file) => [Read(file), ElfFile.Read(new OneWayStream(new MemoryStream(file)))];

    /// <summary>Moves the strings behind what is kept, by an address that lies in front of the dynamic section.</summary>
    private static byte[] Moved(byte[] program)
    {
        var strings = program.AsSpan(^64..);
        var address = DynamicProgram.LoadAddress + (uint)FileBytes.MaxKept;
        BinaryPrimitives.WriteUInt32LittleEndian(strings[(16 + 8)..], address);
        Encoding.UTF8.GetBytes("libhidden.so\0").CopyTo(program.AsSpan(FileBytes.MaxKept + 1));
        return program;
    }
}
