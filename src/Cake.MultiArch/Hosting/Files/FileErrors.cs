namespace Cake.MultiArch.Hosting.Files;

internal static class FileErrors
{
    extension(Exception exception)
    {
        /// <summary>Whether a file could not be read, written, created or deleted.</summary>
        public bool IsFileError => exception is IOException or UnauthorizedAccessException;
    }
}
