using Cake.MultiArch.Layers;

namespace Cake.MultiArch.Verify.Files;

/// <summary>A file that an image starts.</summary>
/// <param name="File">The file, with no link in its path.</param>
/// <param name="Word">What it is named by: <c>sh</c> for <c>/bin/busybox</c>.</param>
/// <param name="By">What names it: <c>ENTRYPOINT</c> or <c>CMD</c>.</param>
/// <param name="IsCertain">Whether it is started for certain; else it is an argument that names a program.</param>
internal sealed record StartedProgram(ImageFile File, string Word, string By, bool IsCertain);
