using System.Net.Sockets;

namespace Cake.MultiArch.Registry;

/// <summary>Why there was no answer.</summary>
internal enum TransportFailure
{
    /// <summary>No connection was made: refused, no route, or the proxy would not.</summary>
    NotConnected,

    /// <summary>The host's name is not known.</summary>
    UnknownHost,

    /// <summary>The time was up.</summary>
    TimedOut,

    /// <summary>The certificate is not one to trust.</summary>
    Certificate,

    /// <summary>What listens there does not speak TLS.</summary>
    NotTls,

    /// <summary>TLS could not be agreed on.</summary>
    Handshake,

    /// <summary>The connection ended before the answer did.</summary>
    Interrupted,

    /// <summary>The connection ended while content was sent, or before that was answered.</summary>
    UploadInterrupted,

    /// <summary>What is to be sent cannot be read here, or is not what it should be.</summary>
    Damaged,

    /// <summary>The answer is not HTTP, or leads nowhere.</summary>
    Malformed,

    /// <summary>The answer is larger than it may be.</summary>
    TooLarge,
}

/// <summary>A request without an answer. It does not leave this folder: the user is shown a problem of the catalogue.</summary>
internal sealed class RegistryTransportException(TransportFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public TransportFailure Failure { get; } = failure;

    /// <summary>Whether the same request may be answered a moment later. A name server that does not answer is one thing, an unknown name another.</summary>
    public bool IsTransient => Failure is TransportFailure.NotConnected or TransportFailure.Interrupted or TransportFailure.UploadInterrupted or TransportFailure.Handshake
        || InnerException is HttpRequestException { InnerException: SocketException { SocketErrorCode: SocketError.TryAgain } };
}
