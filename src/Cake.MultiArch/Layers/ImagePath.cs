namespace Cake.MultiArch.Layers;

/// <summary>Takes paths inside of an image apart: on every host a slash is what separates.</summary>
internal static class ImagePath
{
    /// <summary>What is behind the last slash: <c>env</c> of <c>/usr/bin/env</c>.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>What is before the last slash: <c>/usr/bin</c> of <c>/usr/bin/env</c>, nothing for what is in the root.</summary>
    public static string Folder(string path) => path[..path.LastIndexOf('/')];
}
