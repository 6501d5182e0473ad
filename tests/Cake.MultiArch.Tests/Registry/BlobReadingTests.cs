using System.Net;
using System.Text;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Tests.Registry;

/// <summary>Blobs that are read while they come.</summary>
public sealed class BlobReadingTests : RegistryTest
{
    private static readonly byte[] Content = Encoding.ASCII.GetBytes(
        string.Concat(Enumerable.Range(0, 50_000).Select(number => $"{number};"))
    );

    private static readonly Descriptor Blob = new(MediaTypes.OciLayer, Digest.Of(Content), Content.Length);

    private static ScriptedResponse Response => new(200, "application/octet-stream") { Content = Content };

    [Fact]
    public async Task What_is_read_is_the_content_and_nothing_of_it_is_kept()
    {
        var server = Serve(_ => Response);
        (await Client().ReadBlobAsync(Image(server), Blob, AllAsync, Token)).ShouldBe(Content);
        server.Requests.ShouldHaveSingleItem().Path.ShouldBe($"/v2/demo/web/blobs/{Blob.Digest}");
    }

    [Fact]
    public async Task What_the_reader_leaves_is_read_and_proven_too()
    {
        var (good, wrong) = (Serve(_ => Response), Serve(_ => Response with { Content = [.. Content[..^1], (byte)'!'] }));
        (await Client().ReadBlobAsync(Image(good), Blob, BeginningAsync, Token)).ShouldBe((byte)'0');
        (await FailAsync(() => Client().ReadBlobAsync(Image(wrong), Blob, BeginningAsync, Token))).Id.ShouldBe("MA1514");
    }

    [Fact]
    public async Task A_reader_that_reads_without_waiting_is_served()
    {
        var server = Serve(_ => Response);
        var read = await Client().ReadBlobAsync(Image(server), Blob, (content, _) => Task.Run(() =>
        {
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            return copy.ToArray();
        }), Token);
        read.ShouldBe(Content);
    }

    [Theory]
    [InlineData(-1, 0, "It should have 288890 bytes but has 288889.")]
    [InlineData(0, 1, "It should have 288890 bytes but has more.")]
    [InlineData(-1, 1, "Its digest should be sha256:")]
    public async Task Content_that_is_another_one_is_refused_whatever_was_made_of_it(int cut, int added, string why)
    {
        var server = Serve(_ => Response with { Content = [.. Content[..(Content.Length + cut)], .. new byte[added]] });
        var client = Client();

        foreach (
            var read in new Func<Stream, CancellationToken, Task<byte[]>>[]
            {
                AllAsync,
                (_, _) => throw new InvalidDataException("no archive"),
                FailingAsync,
            }
        )
        {
            var problem = await FailAsync(() => client.ReadBlobAsync(Image(server), Blob, read, Token));
            problem.Id.ShouldBe("MA1514");
            problem.Where.ShouldBe($"{server.Authority}/demo/web@{Blob.Digest}");
            problem.Why.ShouldStartWith(why);
        }
    }

    [Fact]
    public async Task What_never_ends_is_left()
    {
        var server = Serve(_ => Response with { Content = [.. Content, .. new byte[8 * 1024 * 1024]] });
        (await FailAsync(() => Client().ReadBlobAsync(Image(server), Blob, AllAsync, Token))).Why.ShouldBe("It should have 288890 bytes but has more.");
    }

    [Fact]
    public async Task A_failure_of_the_reader_itself_is_told_when_the_content_is_right_and_nothing_is_asked_again()
    {
        var server = Serve(_ => Response);
        foreach (
            var failure in new Exception[]
            {
                new InvalidDataException("no archive"),
                new IOException("the disk is full"),
                new HttpRequestException("elsewhere"),
            }
        )
        {
            (
                await Should.ThrowAsync<Exception>(() =>
                    Client().ReadBlobAsync<int>(Image(server), Blob, (_, _) => Task.FromException<int>(failure), Token)
                )
            ).ShouldBe(failure);
        }

        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_connection_that_breaks_begins_anew_with_the_first_byte()
    {
        var answers = new Queue<ScriptedResponse>([
            Response with
            {
                Content = [],
                ContentLength = Content.Length,
            },
            new ScriptedResponse(502),
            Response with
            {
                Content = Content[..^5],
                ContentLength = Content.Length,
            },
        ]);
        var server = Serve(_ => answers.TryDequeue(out var answer) ? answer : Response);
        var client = Client();
        (await FailAsync(() => client.ReadBlobAsync(Image(server), Blob, AllAsync, Token))).Id.ShouldBe("MA1507");
        server.Requests.Count.ShouldBe(RetryPolicy.Tries);

        answers.Enqueue(Response with { Content = Content[..^5], ContentLength = Content.Length });
        var starts = new List<byte>();
        (await client.ReadBlobAsync(Image(server), Blob, async (content, token) =>
        {
            var all = await AllAsync(content, token);
            starts.Add(all[0]);
            return all;
        }, Token)).ShouldBe(Content);
        starts.ShouldBe([Content[0]]);
    }

    [Fact]
    public async Task A_reader_that_hides_a_broken_connection_is_not_believed()
    {
        var server = Serve(_ => Response with { Content = Content[..^5], ContentLength = Content.Length });
        (await FailAsync(() => Client().ReadBlobAsync(Image(server), Blob, FailingAsync, Token))).Id.ShouldBe("MA1507");
        server.Requests.Count.ShouldBe(RetryPolicy.Tries);
    }

    [Fact]
    public async Task Another_host_gets_no_credentials_and_a_token_that_is_no_longer_good_is_asked_for_again()
    {
        var tokens = 0;
        var storage = Serve(_ => Response);
        ScriptedServer registry = null!;
        registry = Serve(request => request switch
        {
            { Path: "/token" } => ScriptedResponse.Json($$"""{"token":"T{{++tokens}}"}"""),
            { Authorization: "Bearer T2" } => ScriptedResponse.Redirect($"{storage.Url}/signed?key=1"),
            _ => ScriptedResponse.Unauthorized($"""Bearer realm="{registry.Url}/token",service="s",scope="repository:demo/web:pull" """),
        });
        var client = Client();
        (await FailAsync(() => client.ReadBlobAsync(Image(registry), Blob, AllAsync, Token))).Id.ShouldBe("MA1508");
        (await client.ReadBlobAsync(Image(registry), Blob, AllAsync, Token)).ShouldBe(Content);
        storage.Requests.ShouldHaveSingleItem().Authorization.ShouldBeNull();
    }

    [Fact]
    public async Task A_blob_that_is_not_there_and_one_whose_digest_cannot_be_computed_are_told()
    {
        var server = Serve(request =>
            request.Path.EndsWith(Blob.Digest.ToString(), StringComparison.Ordinal) ? new ScriptedResponse(404) : Response
        );
        (await FailAsync(() => Client().ReadBlobAsync(Image(server), Blob, AllAsync, Token))).Id.ShouldBe("MA1511");
        var problem = await FailAsync(() =>
            Client().ReadBlobAsync(Image(server), Blob with { Digest = Digest.Parse("blake3:abc") }, AllAsync, Token)
        );
        problem.Id.ShouldBe("MA1514");
        problem.Why.ShouldContain("blake3");
    }

    [Fact]
    public async Task Nothing_that_comes_for_too_long_ends_it_and_a_reader_that_takes_its_time_does_not()
    {
        var limit = TimeSpan.FromMilliseconds(200);
        using var transport = new RegistryTransport(new RegistryTrust(verify: false, new RegistryCertificates()), new WebProxy())
        {
            TimeLimit = limit,
        };
        var server = Serve(_ => Response);
        var slow = new RegistryRequest(HttpMethod.Get, new Uri(server.Url), Content.Length)
        {
            Receive = async (content, token) =>
            {
                await Task.Delay(2 * limit, token);
                (await AllAsync(content, token)).ShouldBe(Content);
            },
        };
        (await transport.SendAsync(slow, Token)).IsSuccess.ShouldBeTrue();

        using var silent = new HalfServer();
        var waiting = slow with { Uri = silent.Uri, Receive = AllAsync };
        var e = await Should.ThrowAsync<RegistryTransportException>(() => transport.SendAsync(waiting, Token));
        e.Failure.ShouldBe(TransportFailure.TimedOut);
        e.Message.ShouldBe("No data arrived for 0.2 seconds.");
    }

    [Fact]
    public async Task Cancelling_ends_the_reading()
    {
        using var source = new CancellationTokenSource();
        var server = Serve(_ => Response);
        var reading = Client().ReadBlobAsync(Image(server), Blob, async (_, token) =>
        {
            await source.CancelAsync();
            token.ThrowIfCancellationRequested();
            return 0;
        }, source.Token);
        (await Should.ThrowAsync<OperationCanceledException>(reading)).CancellationToken.ShouldBe(source.Token);
    }

    private static async Task<byte[]> AllAsync(Stream content, CancellationToken token)
    {
        using var copy = new MemoryStream();
        await content.CopyToAsync(copy, token);
        return copy.ToArray();
    }

    private static async Task<byte> BeginningAsync(Stream content, CancellationToken token)
    {
        var first = new byte[1];
        await content.ReadExactlyAsync(first, token);
        return first[0];
    }

    private static async Task<byte[]> FailingAsync(Stream content, CancellationToken token)
    {
        try
        {
            return await AllAsync(content, token);
        }
        catch (Exception e)
        {
            throw new InvalidDataException("no archive", e);
        }
    }
}
