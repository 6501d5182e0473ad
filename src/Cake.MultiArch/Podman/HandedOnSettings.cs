using System.Collections;
using System.Reflection;
using Cake.MultiArch.Problems;
using Cake.MultiArch.Tools;

namespace Cake.MultiArch.Podman;

/// <summary>Copies the settings of one command to another command that runs on its behalf.</summary>
internal static class HandedOnSettings
{
    /// <summary>Copies podman's global options, and Cake's settings that do not depend on the command.</summary>
    public static T Surroundings<T>(ImageToolSettings from)
        where T : ImageToolSettings, new()
    {
        var to = new T
        {
            ToolPath = from.ToolPath,
            ToolTimeout = from.ToolTimeout,
            WorkingDirectory = from.WorkingDirectory,
            NoWorkingDirectory = from.NoWorkingDirectory,
            EnvironmentVariables = from.EnvironmentVariables,
        };
        foreach (var flag in FlagArguments.FlagsOf(typeof(T)).Where(flag => flag.IsGlobal))
        {
            Copy(flag.Property, from, flag.Property, to);
        }

        return to;
    }

    /// <summary>
    /// Copies the settings to a command that replaces the other one completely. It also gets the user's ArgumentCustomization and
    /// HandleExitCode.
    /// </summary>
    public static T InPlaceOf<T>(ImageToolSettings from)
        where T : ImageToolSettings, new()
    {
        var to = Surroundings<T>(from);
        to.ArgumentCustomization = from.ArgumentCustomization;
        to.HandleExitCode = from.HandleExitCode;
        return to;
    }

    /// <summary>Copies the settings to the command for a list. It has most of the flags with the same names.</summary>
    /// <exception cref="MultiArchException">A setting has no flag in the command for a list.</exception>
    public static ManifestPushSettings ForList(string list, PodmanPushSettings from)
    {
        var to = InPlaceOf<ManifestPushSettings>(from);
        to.Format = from.Format switch
        {
            null => null,
            PodmanManifestFormat.Oci => ManifestFormat.Oci,
            PodmanManifestFormat.V2s2 => ManifestFormat.V2s2,
            _ => throw Refused(list, nameof(from.Format), "a list cannot have this format"),
        };
        var known = FlagArguments.FlagsOf(to.GetType()).ToDictionary(flag => (flag.Flag.Name, flag.IsGlobal));
        var unset = new PodmanPushSettings();
        var flags = FlagArguments.FlagsOf(from.GetType()).Where(flag => !flag.IsGlobal && flag.Property.Name != nameof(from.Format));
        foreach (var (flag, property) in flags)
        {
            if (known.TryGetValue((flag.Name, false), out var target))
            {
                Copy(property, from, target.Property, to);
            }
            else if (IsSet(property, from, unset))
            {
                throw Refused(list, property.Name, $"podman manifest push has no {flag.Name}");
            }
        }

        return to;
    }

    private static MultiArchException Refused(string list, string property, string why) => new(ToolProblems.SettingRefused(
        $"{nameof(PodmanPushSettings)}.{property}",
        $"{list} is a list, and {why}.",
        "Remove the setting, or push the images of the list one by one."));

    private static bool IsSet(PropertyInfo property, object settings, object unset) => property.GetValue(settings) switch
    {
        ICollection items => items.Count > 0,
        var value => !Equals(value, property.GetValue(unset)),
    };

    private static void Copy(PropertyInfo source, object from, PropertyInfo target, object to)
    {
        var value = source.GetValue(from);
        if (target.CanWrite)
        {
            target.SetValue(to, value);
            return;
        }

        var items = (IList)target.GetValue(to)!;
        foreach (var item in (IEnumerable)value!)
        {
            items.Add(item);
        }
    }
}
