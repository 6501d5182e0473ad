using System.Net.Sockets;

namespace Cake.MultiArch.Registry;

/// <summary>Why a request has no usable answer.</summary>
internal enum TransportFailure
{
    /// <summary>The connection was refused, there is no route, or the proxy refused.</summary>
    NotConnected,

    UnknownHost,

    TimedOut,

    /// <summary>The certificate is not trusted.</summary>
    Certificate,

    /// <summary>The server does not speak TLS.</summary>
    NotTls,

    /// <summary>The two sides could not agree on TLS.</summary>
    Handshake,

    /// <summary>The connection ended before the whole answer arrived.</summary>
    Interrupted,

    /// <summary>The connection ended while content was sent, or before its answer arrived.</summary>
    UploadInterrupted,

    /// <summary>The content to send cannot be read, or has another size or digest.</summary>
    Damaged,

    /// <summary>The answer is not HTTP, or redirects in a way that is not allowed.</summary>
    Malformed,

    TooLarge,
}

/// <summary>
/// A request without a usable answer. It does not leave this folder, because users see a problem of the catalogue instead.
/// </summary>
internal sealed class RegistryTransportException(TransportFailure failure, string message, Exception? inner = null)
    : Exception(message, inner)
{
    public TransportFailure Failure { get; } = failure;

    /// <summary>Whether a later attempt may succeed. That includes a name server that does not answer, but not an unknown name.</summary>
    public bool IsTransient =>
        Failure is TransportFailure.NotConnected or TransportFailure.Handshake
            or TransportFailure.Interrupted or TransportFailure.UploadInterrupted
        || InnerException is HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.TryAgain } };
}
