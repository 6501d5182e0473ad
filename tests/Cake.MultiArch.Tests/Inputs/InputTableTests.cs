using System.Reflection;
using Cake.MultiArch.Hosting;
using Cake.MultiArch.Inputs;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Testing;

namespace Cake.MultiArch.Tests.Inputs;

/// <summary>Every row of the table, in every form that it has, and each form against each lower one.</summary>
public class InputTableTests
{
    /// <summary>The forms of an input, the one that wins first.</summary>
    private enum Form
    {
        PrefixedArgument,
        Argument,
        Environment,
        Script,
        Default,
    }

    public static TheoryData<string> Rows => [.. InputTable.All.Select(input => input.Argument)];

    [Fact]
    public void There_is_a_sample_for_every_row() =>
        InputSamples.All.Select(sample => sample.Input.Argument).Order().ShouldBe(InputTable.All.Select(input => input.Argument).Order());

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_form_alone_arrives_in_the_settings(string row)
    {
        var sample = InputSamples.Of(row);
        var nothing = sample.Default;
        Read(sample, []).ShouldBe(nothing);
        foreach (var form in Forms(sample.Input).Where(form => form != Form.Default))
        {
            var (said, outcome) = Say(sample, form, other: nothing);
            Read(sample, [said]).ShouldBe(outcome, $"{form} of {row}");
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Of_two_forms_the_higher_one_wins(string row)
    {
        var sample = InputSamples.Of(row);
        var forms = Forms(sample.Input);
        foreach (var (higher, lower) in forms.SelectMany((higher, i) => forms.Skip(i + 1).Select(lower => (higher, lower))))
        {
            var (weak, weakOutcome) = Say(sample, lower, other: null);
            var (strong, outcome) = Say(sample, higher, other: weakOutcome);
            outcome.ShouldNotBe(weakOutcome, $"the samples of {row} have to tell {higher} from {lower}");
            Read(sample, [weak, strong]).ShouldBe(outcome, $"{higher} over {lower} of {row}");
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_reader_says_where_a_value_comes_from(string row)
    {
        var sample = InputSamples.Of(row);
        var name = sample.Input.Argument;
        foreach (var form in Forms(sample.Input))
        {
            var expected = form switch
            {
                Form.PrefixedArgument => (Origin.Argument, $"--multiarch-{name}"),
                Form.Argument => (Origin.Argument, $"--{name}"),
                Form.Environment => (Origin.Environment, sample.Input.Environment),
                Form.Script => (Origin.Script, sample.Input.ScriptSource),
                _ => (Origin.Default, "the default"),
            };
            Origins(sample, Say(sample, form, other: null).Said).ShouldBe(expected, $"{form} of {row}");
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void An_input_that_is_environment_only_is_refused_on_the_command_line_and_has_no_script_form(string row)
    {
        var sample = InputSamples.Of(row);
        var isRefused = Read(sample, [new Said(Arguments: [$"--{row}={sample.Texts[0].Text}"])]) == "MA1040";
        isRefused.ShouldBe(sample.Input.IsEnvironmentOnly);
        (sample.Input.Script is null).ShouldBe(sample.Input.IsEnvironmentOnly);
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_script_form_is_a_method_of_the_definition(string row)
    {
        var input = InputSamples.Of(row).Input;
        if (input.Script is null)
        {
            input.IsEnvironmentOnly.ShouldBeTrue();
            return;
        }

        var type = input.Script.StartsWith("MultiArch.", StringComparison.Ordinal) ? typeof(MultiArchDefinition) : typeof(ImageDefinition);
        Methods(type).ShouldContain(input.ScriptMethod);
        Methods(typeof(BuildDefinition)).Contains(input.ScriptMethod).ShouldBe(input.IsPerPlatform);
    }

    [Fact]
    public void Names_are_given_once()
    {
        InputTable.All.Select(input => input.Argument).ShouldBeUnique();
        InputTable.All.Select(input => input.Environment).ShouldBeUnique();
    }

    [Theory]
    [InlineData("MULTIARCH_BUILD_ARG", "A=1,2\nlinux/arm64:B=3\r\n\n")]
    public void A_variable_for_values_that_may_hold_a_comma_has_one_value_per_line(string variable, string text)
    {
        var settings = Settings([], new() { [variable] = text }, _ => { });

        settings.Builds["linux/amd64"].BuildArgs.ShouldBe(new Dictionary<string, string> { ["A"] = "1,2" });
        settings.Builds["linux/arm64"].BuildArgs.ShouldBe(new Dictionary<string, string> { ["A"] = "1,2", ["B"] = "3" }, ignoreOrder: true);
    }

    [Fact]
    public void Named_entries_of_all_origins_are_joined_and_a_higher_one_replaces_only_its_own_name()
    {
        var settings = Settings(
            ["--build-arg=A=argument", "--annotation=linux/arm64:a=argument"],
            new() { ["MULTIARCH_BUILD_ARG"] = "A=variable\nB=variable", ["MULTIARCH_ANNOTATION"] = "b=variable" },
            definition => definition.Image("web").BuildArg("B", "script").BuildArg("C", "script").Annotation("c", "script")
                .For("linux/arm64", arm => arm.BuildArg("A", "arm").BuildArg("D", "arm")));

        settings.Builds["linux/arm64"].BuildArgs.ShouldBe(
            new Dictionary<string, string> { ["A"] = "argument", ["B"] = "variable", ["C"] = "script", ["D"] = "arm" }, ignoreOrder: true);
        settings.Annotations.ShouldBe(new Dictionary<string, string> { ["b"] = "variable", ["c"] = "script" }, ignoreOrder: true);
        settings.Builds["linux/arm64"].Annotations.ShouldBe(new Dictionary<string, string> { ["a"] = "argument" });
    }

    [Fact]
    public void A_build_argument_of_the_environment_that_one_platform_replaces_has_that_platforms_value()
    {
        var settings = Settings(["--build-arg=HOME_OF", "--build-arg=linux/arm64:HOME_OF=arm"], new() { ["HOME_OF"] = "all" }, _ => { });

        settings.Builds["linux/amd64"].BuildArgsOfEnvironment.ShouldBe(["HOME_OF"]);
        settings.Builds["linux/arm64"].BuildArgsOfEnvironment.ShouldBeEmpty();
        settings.Builds["linux/arm64"].BuildArgs["HOME_OF"].ShouldBe("arm");
    }

    [Fact]
    public void What_an_argument_or_variable_says_of_the_auto_word_wins_over_the_script()
    {
        static void Define(MultiArchDefinition definition) => definition.Image("web").Strategy("separate");

        Settings([], [], Define).Strategy.ShouldBe(Strategy.Separate);
        Settings(["--strategy=auto"], [], Define).Strategy.ShouldBeNull();
    }

    /// <summary>The forms of a row follow from the row alone.</summary>
    private static IReadOnlyList<Form> Forms(Input input) => input.IsEnvironmentOnly
        ? [Form.Environment, Form.Default]
        : [Form.PrefixedArgument, Form.Argument, Form.Environment, Form.Script, Form.Default];

    /// <summary>A value in one form, with another outcome than the given one.</summary>
    private static (Said Said, string? Outcome) Say(InputSample sample, Form form, string? other)
    {
        if (form == Form.Default)
        {
            return (new Said(), sample.Default);
        }

        if (form == Form.Script)
        {
            return (new Said(Script: sample.Script), sample.Scripted);
        }

        var (text, outcome) = sample.Texts.First(text => text.Outcome != other);
        return (form switch
        {
            Form.PrefixedArgument => new Said(Arguments: [$"--multiarch-{sample.Input.Argument}={text}"]),
            Form.Argument => new Said(Arguments: [$"--{sample.Input.Argument}={text}"]),
            _ => new Said(Variables: new() { [sample.Input.Environment] = text }),
        }, outcome);
    }

    private static string? Read(InputSample sample, IReadOnlyList<Said> all)
    {
        try
        {
            return sample.Show(Reader(sample, all).Read());
        }
        catch (MultiArchException e)
        {
            return e.Problem.Id;
        }
    }

    private static (Origin, string) Origins(InputSample sample, Said said)
    {
        var cake = Cake([.. said.Arguments], said.Variables);
        var definition = new MultiArchDefinition();
        said.Script(definition);
        IReadOnlyList<ScriptValues> script = [.. definition.Images.Select(image => image.Values), definition.Values];
        return sample.Origin(new InputReader(cake.Context.Arguments, Host.From(cake.Context).Environment, script));
    }

    private static SettingsReader Reader(InputSample sample, IReadOnlyList<Said> all)
    {
        var variables = new Dictionary<string, string>(sample.Variables);
        foreach (var (name, value) in all.SelectMany(said => said.Variables))
        {
            variables[name] = value;
        }

        return Reader([.. sample.Arguments, .. all.SelectMany(said => said.Arguments)], variables, definition =>
        {
            sample.Define(definition);
            foreach (var said in all)
            {
                said.Script(definition);
            }
        });
    }

    private static MultiArchSettings Settings(
        string[] arguments,
        Dictionary<string, string> variables,
        Action<MultiArchDefinition> define) =>
        Reader(arguments, variables, define).Read();

    private static SettingsReader Reader(string[] arguments, Dictionary<string, string> variables, Action<MultiArchDefinition> define)
    {
        var cake = Cake(arguments, variables);
        var definition = new MultiArchDefinition();
        define(definition);
        return new SettingsReader(Host.From(cake.Context), cake.Context.Arguments, definition);
    }

    private static TestCake Cake(string[] arguments, Dictionary<string, string> variables)
    {
        // What is set on the machine that runs the tests must not reach them.
        var clean = InputTable.All.ToDictionary(input => input.Environment, _ => string.Empty);
        foreach (var (name, value) in variables)
        {
            clean[name] = value;
        }

        return new TestCake("/src/shop", arguments, clean);
    }

    private static IEnumerable<string> Methods(Type type) =>
        type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(method => method.Name);

    /// <summary>What a user says in one form.</summary>
    private sealed record Said(
        string[]? Arguments = null,
        Dictionary<string, string>? Variables = null,
        Action<MultiArchDefinition>? Script = null)
    {
        public string[] Arguments { get; } = Arguments ?? [];

        public Dictionary<string, string> Variables { get; } = Variables ?? [];

        public Action<MultiArchDefinition> Script { get; } = Script ?? (_ => { });
    }
}
