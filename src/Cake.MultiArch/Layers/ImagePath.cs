namespace Cake.MultiArch.Layers;

/// <summary>Splits paths in an image. Their separator is a slash on every host.</summary>
internal static class ImagePath
{
    /// <summary>The part after the last slash: <c>env</c> of <c>/usr/bin/env</c>.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    /// <summary>The part before the last slash: <c>/usr/bin</c> of <c>/usr/bin/env</c>. Empty for a file in the root.</summary>
    public static string Folder(string path) => path[..path.LastIndexOf('/')];
}
