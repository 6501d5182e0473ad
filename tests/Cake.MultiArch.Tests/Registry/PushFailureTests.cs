using System.Net;
using Cake.MultiArch.Oci;
using Cake.MultiArch.Registry;

namespace Cake.MultiArch.Tests.Registry;

public sealed class PushFailureTests : PushTest
{
    [Theory]
    [InlineData("POST", 405, "UNSUPPORTED", "MA1952", 1)]
    [InlineData("POST", 404, "NAME_UNKNOWN", "MA1951", 1)]
    [InlineData("POST", 403, "DENIED", "MA1950", 1)]
    [InlineData("POST", 507, "", "MA1522", 1)]
    [InlineData("POST", 500, "", "MA1522", 3)]
    [InlineData("POST", 429, "TOOMANYREQUESTS", "MA1512", 3)]
    [InlineData("PUT", 413, "", "MA1521", 1)]
    [InlineData("PUT", 507, "", "MA1522", 1)]
    [InlineData("PUT", 500, "UNKNOWN", "MA1522", 3)]
    [InlineData("PUT", 502, "", "MA1513", 3)]
    [InlineData("PUT", 429, "TOOMANYREQUESTS", "MA1512", 3)]
    [InlineData("PUT", 400, "DIGEST_INVALID", "MA1523", 1)]
    [InlineData("PUT", 400, "SIZE_INVALID", "MA1523", 1)]
    [InlineData("PUT", 404, "BLOB_UPLOAD_UNKNOWN", "MA1529", 3)]
    [InlineData("PUT", 416, "BLOB_UPLOAD_INVALID", "MA1529", 3)]
    [InlineData("PUT", 403, "DENIED", "MA1950", 1)]
    public async Task Each_refusal_has_its_problem_and_a_session_is_not_used_twice(string method, int status, string code, string id, int tries)
    {
        var sessions = 0;
        using var server = Serve(request => request.Method == method ? Error(status, code)
            : request.Method == "POST" ? Begun($"/up/{++sessions}")
            : Take(request));
        var problem = await FailToPushAsync(server, Small);
        problem.Id.ShouldBe(id);
        problem.Where.ShouldBe($"{server.Authority}/demo/web@{Digest.Of(Small)}");
        problem.Why.ShouldContain($"status {status}");
        Methods(server).Count(sent => sent == method).ShouldBe(tries);
        server.Requests.Where(request => request.Method == "PUT").Select(request => request.Path).ShouldBe(Enumerable.Range(1, sessions).Select(i => $"/up/{i}"));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(416)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_failure_that_passes_costs_a_new_session(int status)
    {
        var sessions = 0;
        using var server = Serve(request => request.Method switch
        {
            "POST" => Begun($"/up/{++sessions}"),
            "PUT" when sessions < 3 => new ScriptedResponse(status),
            _ => Take(request),
        });
        (await PushAsync(server, Small)).ShouldBe(BlobTransfer.Uploaded);
        server.Requests.Select(request => $"{request.Method} {request.Path}").Skip(1).ShouldBe(
            ["POST /v2/demo/web/blobs/uploads/", "PUT /up/1", "POST /v2/demo/web/blobs/uploads/", "PUT /up/2", "POST /v2/demo/web/blobs/uploads/", "PUT /up/3"]);
        server.Requests.Last().Bytes.ShouldBe(Small);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_that_ends_in_the_midst_is_made_up_for(bool isMount)
    {
        var sessions = 0;
        var puts = 0;
        using var server = Own(new ScriptedServer(request => request.Method == "POST" ? Begun($"/up/{++sessions}") : Take(request))
        {
            OnHead = request => request.Method == "PUT" && ++puts < 3 ? Midway : null,
        });
        (await PushAsync(server, Large, isMount ? ["demo/base"] : [])).ShouldBe(BlobTransfer.Uploaded);
        puts.ShouldBe(3);
        server.Requests.Where(request => request.Method == "PUT").Select(request => request.Path).ShouldBe(["/up/1", "/up/2", "/up/3"]);
        server.Requests.Last().Bytes.ShouldBe(Large);
        Opened.ShouldBe(3);
        Log.Lines.Count(line => line.Contains(" again in ", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task A_connection_that_always_ends_in_the_midst_is_given_up()
    {
        using var server = Own(new ScriptedServer(Take) { OnHead = request => request.Method == "PUT" ? Midway : null });
        var problem = await FailToPushAsync(server, Large);
        problem.Id.ShouldBe("MA1528");
        problem.Repair.ShouldContain("client_max_body_size");
        Methods(server).Count(method => method == "PUT").ShouldBe(3);
    }

    [Theory]
    [InlineData(413, "MA1521")]
    [InlineData(507, "MA1522")]
    [InlineData(405, "MA1952")]
    public async Task Who_refuses_by_the_size_is_sent_no_content(int status, string id)
    {
        using var server = Own(new ScriptedServer(Take) { OnHead = request => request.Method == "PUT" ? new ScriptedResponse(status) : null });
        (await FailToPushAsync(server, Large)).Id.ShouldBe(id);
        Opened.ShouldBe(0);
    }

    [Theory]
    [InlineData(413, "MA1521")]
    [InlineData(507, "MA1522")]
    [InlineData(400, "MA1520")]
    public async Task Who_refuses_in_the_midst_of_the_content_is_heard(int status, string id)
    {
        // More than the network's buffers hold, so that the connection ends while there is something left to send.
        var content = new byte[24 * 1024 * 1024];
        using var server = Own(new ScriptedServer(Take) { OnHead = request => request.Method == "PUT" ? new ScriptedResponse(status) { IsMidway = true } : null });
        (await FailToPushAsync(server, content)).Id.ShouldBe(id);
        Methods(server).ShouldBe(["HEAD", "POST", "PUT"]);
    }

    [Fact]
    public async Task Who_does_not_know_to_be_asked_first_is_sent_the_content_at_once()
    {
        using var server = Own(new ScriptedServer(Take) { OnHead = request => request.Headers.ContainsKey("expect") ? new ScriptedResponse(417) : null });
        (await PushAsync(server, Large)).ShouldBe(BlobTransfer.Uploaded);
        server.Requests.Last().Bytes.ShouldBe(Large);
    }

    [Fact]
    public async Task The_time_that_a_registry_wants_to_be_left_alone_is_said()
    {
        using var server = Serve(request => request.Method == "PUT" ? new ScriptedResponse(429) { Headers = ["Retry-After: 3600"] } : Take(request));
        var problem = await FailToPushAsync(server, Small);
        problem.Id.ShouldBe("MA1512");
        problem.Repair.ShouldStartWith("Wait 3600 seconds");
        Methods(server).ShouldBe(["HEAD", "POST", "PUT"]);
    }

    [Theory]
    [InlineData(5_000)]
    [InlineData(300_000)]
    public async Task Content_that_is_not_what_its_descriptor_says_is_never_complete_in_the_registry(int length)
    {
        var content = new byte[length];
        var flipped = content.ToArray();
        flipped[^1] ^= 1;
        foreach (var (damaged, why) in new[]
        {
            (flipped, $"Its digest should be {Digest.Of(content)} but is {Digest.Of(flipped)}."),
            (content[..^1], $"It should have {length} bytes but has {length - 1}."),
            ([.. content, 0], $"It should have {length} bytes but has more."),
            (Array.Empty<byte>(), $"It should have {length} bytes but has 0."),
        })
        {
            using var server = Serve(Take);
            var problem = await FailAsync(() => Client().PutBlobAsync(Image(server), Describe(content), () => new MemoryStream(damaged), [], Token));
            problem.Id.ShouldBe("MA1526");
            problem.Why.ShouldBe(why);
            problem.Where.ShouldBe($"{server.Authority}/demo/web@{Digest.Of(content)}");
            Methods(server).ShouldBe(["HEAD", "POST"], "a PUT is kept when all of it has come");
        }
    }

    [Fact]
    public async Task Content_that_cannot_be_read_is_not_taken_for_a_failure_of_the_network()
    {
        using var server = Serve(Take);
        var problem = await FailAsync(() => Client().PutBlobAsync(Image(server), Describe(Small), () => File.OpenRead(Path.Combine(Folder, "gone")), [], Token));
        problem.Id.ShouldBe("MA1526");
        problem.Why.ShouldContain("gone");

        problem = await FailAsync(() => Client().PutBlobAsync(Image(server), Describe(Large), () => new UnevenStream(Large, failAt: 200_000), [], Token));
        problem.Id.ShouldBe("MA1526");
        problem.Why.ShouldBe("The disk fails.");
        Methods(server).ShouldBe(["HEAD", "POST", "HEAD", "POST"]);
    }

    [Fact]
    public async Task A_slow_line_may_take_longer_than_the_limit_as_long_as_it_moves()
    {
        var content = new byte[20 * 128 * 1024];
        using var server = Serve(Take);
        using var transport = Transport(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var body = new RegistryBody("application/octet-stream", content.Length, Digest.Of(content), () => new UnevenStream(content, pause: TimeSpan.FromMilliseconds(100)));
        (await transport.SendAsync(Put(server, body), Token)).IsSuccess.ShouldBeTrue();
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(1.5));
        server.Requests.ShouldHaveSingleItem().Bytes.Length.ShouldBe(content.Length);
    }

    [Fact]
    public async Task A_line_on_which_nothing_moves_is_given_up()
    {
        // More than the network's buffers hold.
        const long Size = 64L * 1024 * 1024;
        using var server = Own(new ScriptedServer(_ => null) { OnHead = _ => ScriptedResponse.Silence });
        using var transport = Transport(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(30));
        var body = new RegistryBody("application/octet-stream", Size, Digest.Of([]), () => new MemoryStream(new byte[Size]));
        var e = await Should.ThrowAsync<RegistryTransportException>(() => transport.SendAsync(Put(server, body), Token));
        e.Failure.ShouldBe(TransportFailure.TimedOut);
        e.Message.ShouldStartWith("The registry accepted no data for 2 seconds, after ");
        e.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task An_answer_may_take_longer_once_the_content_is_there_but_not_for_ever()
    {
        using var server = Serve(_ => null);
        using var transport = Transport(TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(200));
        var e = await Should.ThrowAsync<RegistryTransportException>(() => transport.SendAsync(Put(server, RegistryBody.Of(Large, "text/plain")), Token));
        e.Failure.ShouldBe(TransportFailure.TimedOut);
        e.Message.ShouldBe($"No answer within 0.2 seconds after all {Large.Length} bytes were sent.");
    }

    [Fact]
    public async Task Cancelling_ends_an_upload_at_once()
    {
        using var source = new CancellationTokenSource();
        using var server = Own(new ScriptedServer(Take) { OnHead = request => Cancels(request) ? ScriptedResponse.Silence : null });
        var pushing = Client().PutBlobAsync(Image(server), Describe(Large), () => new UnevenStream(Large), [], source.Token);
        (await Should.ThrowAsync<OperationCanceledException>(pushing.WaitAsync(TimeSpan.FromSeconds(10), Token))).CancellationToken.ShouldBe(source.Token);

        bool Cancels(ScriptedRequest request)
        {
            if (request.Method == "PUT")
            {
                source.Cancel();
            }

            return request.Method == "PUT";
        }
    }

    private static ScriptedResponse Midway => ScriptedResponse.Hangup with { IsMidway = true };

    private static RegistryTransport Transport(TimeSpan timeLimit, TimeSpan storeLimit) =>
        new(new RegistryTrust(verify: false, new RegistryCertificates()), new WebProxy()) { TimeLimit = timeLimit, StoreLimit = storeLimit };

    private static RegistryRequest Put(ScriptedServer server, RegistryBody body) => new(HttpMethod.Put, new Uri(server.Url + "/up"), 1) { Body = body };
}
