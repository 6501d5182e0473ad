using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Tests.Registry;

public sealed class FailureTests : RegistryTest
{
    [Fact]
    public async Task A_registry_that_is_not_there_is_said_to_be_so_after_three_tries()
    {
        var closed = Serve(_ => IndexResponse);
        closed.Dispose();
        var problem = await FailAsync(closed);
        problem.Id.ShouldBe("MA1501");
        problem.Where.ShouldBe($"{closed.Authority}/demo/web:1");
        problem.Why.ShouldContain("refused");
        problem.Repair.ShouldBe($"curl -v https://{closed.Authority}/v2/");
        Log.Lines.Count(line =>
                line.StartsWith("trying ", StringComparison.Ordinal) && line.Contains(" again in ", StringComparison.Ordinal)
            )
            .ShouldBe(2);
    }

    [Fact]
    public async Task A_host_without_an_address_is_said_to_be_unknown()
    {
        // The name of RFC 6761 that no name server may know; without a network the resolver says "try again" instead.
        var problem = await FailAsync(() => Client().GetManifestAsync(ImageReference.Parse("registry.invalid/web:1"), Token));
        problem.Id.ShouldBe("MA1502");
        problem.Repair.ShouldContain("getent hosts registry.invalid");
    }

    [Fact]
    public async Task A_registry_that_says_nothing_is_given_up_and_not_asked_again()
    {
        using var server = Serve(_ => null);
        using var transport = new RegistryTransport(new RegistryTrust(verify: false, new RegistryCertificates()), new WebProxy())
        {
            TimeLimit = TimeSpan.FromMilliseconds(100),
        };
        var e = await Should.ThrowAsync<RegistryTransportException>(() =>
            transport.SendAsync(new RegistryRequest(HttpMethod.Get, new Uri(server.Url), 1), Token)
        );
        e.Failure.ShouldBe(TransportFailure.TimedOut);
        e.IsTransient.ShouldBeFalse();
        e.Message.ShouldBe("No answer within 0.1 seconds.");
        RegistryProblems.NoAnswer(Image(server), RegistryAddress.Of(Image(server)), e, e.Message).Id.ShouldBe("MA1503");
    }

    [Fact]
    public async Task Cancelling_ends_a_request_at_once()
    {
        using var server = Serve(_ => null);
        using var source = new CancellationTokenSource();
        var reading = Client().GetManifestAsync(Image(server), source.Token);
        while (server.Requests.IsEmpty)
        {
            await Task.Delay(5, Token);
        }

        await source.CancelAsync();
        (await Should.ThrowAsync<OperationCanceledException>(reading.WaitAsync(TimeSpan.FromSeconds(5), Token))).CancellationToken.ShouldBe(
            source.Token
        );
    }

    [Theory]
    [InlineData(429, "MA1512")]
    [InlineData(500, "MA1513")]
    [InlineData(502, "MA1513")]
    [InlineData(503, "MA1513")]
    [InlineData(504, "MA1513")]
    public async Task A_server_that_is_busy_or_broken_is_asked_three_times(int status, string id)
    {
        using var server = Serve(_ => ScriptedResponse.Json("""{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}""", status));
        var problem = await FailAsync(server);
        problem.Id.ShouldBe(id);
        problem.Why.ShouldBe($"{server.Authority} answered with status {status}: TOOMANYREQUESTS: slow down");
        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_server_that_recovers_is_read()
    {
        var answers = new Queue<ScriptedResponse>([
            new ScriptedResponse(503),
            new ScriptedResponse(429) { Headers = ["Retry-After: 0"] },
            IndexResponse,
        ]);
        using var server = Serve(_ => answers.Dequeue());
        (await GetAsync(server)).Content.ShouldBe(Index);
    }

    [Fact]
    public async Task An_answer_that_is_cut_is_read_again()
    {
        var answers = new Queue<ScriptedResponse>([
            IndexResponse with
            {
                Content = Index[..10],
                ContentLength = Index.Length,
            },
            IndexResponse,
        ]);
        using var server = Serve(_ => answers.Dequeue());
        (await GetAsync(server)).Content.ShouldBe(Index);
    }

    [Fact]
    public async Task An_answer_that_is_cut_three_times_is_given_up()
    {
        using var server = Serve(_ => IndexResponse with { Content = Index[..10], ContentLength = Index.Length });
        (await FailAsync(server)).Id.ShouldBe("MA1507");
        server.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_server_that_wants_to_be_left_alone_for_long_is_not_asked_again()
    {
        using var server = Serve(_ => new ScriptedResponse(429) { Headers = ["Retry-After: 3600"] });
        var problem = await FailAsync(server);
        problem.Id.ShouldBe("MA1512");
        problem.Repair.ShouldStartWith("Wait 3600 seconds");
        server.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_time_that_a_server_wants_to_be_left_alone_is_kept()
    {
        var answers = new Queue<ScriptedResponse>([new ScriptedResponse(429) { Headers = ["Retry-After: 1"] }, IndexResponse]);
        using var server = Serve(_ => answers.Dequeue());
        var watch = Stopwatch.StartNew();
        await GetAsync(server);
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.9));
    }

    [Theory]
    [InlineData(1, null, 500.0)]
    [InlineData(2, null, 1500.0)]
    [InlineData(3, null, null)]
    [InlineData(1, 2.0, 2000.0)]
    [InlineData(1, 0.1, 500.0)]
    [InlineData(1, 11.0, null)]
    public void The_time_between_tries_is_bounded(int tries, double? wantedSeconds, double? milliseconds) =>
        (RetryPolicy.Default.Delay(tries, wantedSeconds is { } wanted ? TimeSpan.FromSeconds(wanted) : null)?.TotalMilliseconds).ShouldBe(
            milliseconds
        );

    [Theory]
    [InlineData(400)]
    [InlineData(405)]
    [InlineData(300)]
    public async Task Any_other_answer_is_repeated_in_a_sentence(int status)
    {
        using var server = Serve(_ => new ScriptedResponse(status, "text/html"));
        var problem = await FailAsync(server);
        problem.Id.ShouldBe("MA1520");
        problem.Why.ShouldBe($"{server.Authority} answered with status {status}.");
    }

    [Fact]
    public async Task Redirects_in_a_circle_are_given_up()
    {
        using var server = Serve(request => ScriptedResponse.Redirect(request.Target));
        (await FailAsync(server)).Why.ShouldContain("redirected more than 5 times");
        server.Requests.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://127.0.0.1/x")]
    public async Task A_redirect_to_something_else_than_HTTP_is_not_followed(string target)
    {
        using var server = Serve(_ => ScriptedResponse.Redirect(target));
        (await FailAsync(server)).Id.ShouldBe("MA1520");
    }

    [Fact]
    public async Task What_is_not_HTTP_is_said_to_be_no_registry()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            for (var i = 0; i < 2; i++)
            {
                using var client = await listener.AcceptTcpClientAsync(Token);
                await client.GetStream().ReadExactlyAsync(new byte[8], Token);
                await client.GetStream().WriteAsync("SSH-2.0-OpenSSH_9.2\r\n\r\n"u8.ToArray(), Token);
            }
        }, Token);
        var image = ImageReference.Parse($"{listener.LocalEndpoint}/web:1");
        (await FailAsync(() => Client().GetManifestAsync(image, Token))).Id.ShouldBe("MA1520");
        await serving;
    }

    /// <summary>Some servers send bytes of a content after an answer that has none. They come with the next request.</summary>
    [Fact]
    public async Task The_rest_of_another_answer_on_a_used_connection_is_no_answer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            const string NotThere = "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
            using (await listener.AcceptTcpClientAsync(Token))
            {
                // The client asks for TLS first.
            }

            using var used = await listener.AcceptTcpClientAsync(Token);
            await AnswerAsync(used, NotThere);
            await AnswerAsync(used, "0\r\n\r\n");
            using var fresh = await listener.AcceptTcpClientAsync(Token);
            await AnswerAsync(fresh, NotThere);
        }, Token);
        var image = ImageReference.Parse($"{listener.LocalEndpoint}/web:1");
        var client = Client();

        var first = await FailAsync(() => client.GetManifestAsync(image, Token));
        var second = await FailAsync(() => client.GetManifestAsync(image, Token));

        await serving;
        second.ShouldBe(first);
        second.Why.ShouldBe("The registry has no tag 1 in web.");

        static async Task AnswerAsync(TcpClient connection, string answer)
        {
            using var request = new StreamReader(connection.GetStream(), leaveOpen: true);
            while (await request.ReadLineAsync(Token) is { Length: > 0 })
            {
                // A request for reading ends with an empty line.
            }

            await connection.GetStream().WriteAsync(Encoding.ASCII.GetBytes(answer), Token);
        }
    }
}
