using System.Globalization;
using System.Security.Authentication;
using Rebalancer.Kafka.Wire.Messages;
using Rebalancer.Kafka.Wire.Primitives;
using Rebalancer.Kafka.Wire.Security;

namespace Rebalancer.Kafka.Wire.Connection;

/// <summary>How far a connection has come; a failure means something else at each step.</summary>
internal enum ConnectionStage
{
    /// <summary>ApiVersions is asked.</summary>
    Greeting,

    /// <summary>SASL is under way.</summary>
    Authenticating,

    /// <summary>Ordinary requests may be sent; none was answered yet.</summary>
    Ready,

    /// <summary>An ordinary request was answered.</summary>
    Proven,
}

/// <summary>One connection to one broker: requests go out, answers come back in order.</summary>
/// <remarks>
/// Safe for concurrent use: requests are pipelined, and a broker answers them one after the other. The connection breaks once and for all
/// at the first timeout, I/O error, or byte that is not Kafka's protocol; then every waiting request fails with the same reason, and the
/// owner opens another one.
/// </remarks>
internal sealed class KafkaConnection : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<PendingRequest> _pending = new();
    private readonly SemaphoreSlim _writeTurn = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly FrameStream _frames;
    private readonly ClientProperties _properties;
    private readonly TimeProvider _time;
    private readonly Task _reading;
    private PeerFailureException? _broken;
    private bool _isRetired;
    private int _lastCorrelationId;
    private long _lastUsed;

    /// <summary>Starts to listen for answers.</summary>
    /// <param name="address">The broker, for errors.</param>
    /// <param name="frames">The connected stream, owned.</param>
    /// <param name="properties">The configuration.</param>
    /// <param name="time">The clock, for timeouts.</param>
    public KafkaConnection(BrokerAddress address, FrameStream frames, ClientProperties properties, TimeProvider time)
    {
        Address = address;
        (_frames, _properties, _time) = (frames, properties, time);
        _lastUsed = time.GetTimestamp();
        _reading = ReadAnswersAsync();
    }

    /// <summary>The broker's address.</summary>
    public BrokerAddress Address { get; }

    /// <summary>How far the connection has come; the handshake moves it on.</summary>
    public ConnectionStage Stage { get; set; }

    /// <summary>What the broker offers; set by the handshake.</summary>
    public BrokerApis? Apis { get; set; }

    /// <summary>
    /// When a fresh connection should take over, because the SASL session ends soon after (KIP-368); null where it does not end.
    /// </summary>
    public DateTimeOffset? ReplaceAt { get; set; }

    /// <summary>Whether the connection broke or was closed.</summary>
    public bool IsBroken
    {
        get
        {
            lock (_gate)
            {
                return _broken is not null;
            }
        }
    }

    /// <summary>How long nothing was sent.</summary>
    public TimeSpan IdleTime => _time.GetElapsedTime(Interlocked.Read(ref _lastUsed));

    /// <summary>Sends a request in the highest version that both sides have, and waits for the answer.</summary>
    /// <exception cref="KafkaClusterException">The broker lacks the API, gave no answer in time, or the connection broke.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; what was sent may still be carried out.</exception>
    public Task<TResponse> SendAsync<TRequest, TResponse>(
        IKafkaRequest<TRequest, TResponse> request, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IKafkaRequest<TRequest, TResponse>
        where TResponse : IKafkaStruct<TResponse>
    {
        var apis = Apis ?? throw new InvalidOperationException("The handshake comes first.");
        var version = apis.Highest(TRequest.Key, request.VersionCap)
            ?? throw Failure(new PeerFailureException(KafkaFailure.Unsupported, apis.WhyNot(TRequest.Key)));
        return SendAsync(request, version, timeout, cancellationToken);
    }

    /// <summary>Sends a request in a given version, and waits for the answer.</summary>
    /// <exception cref="KafkaClusterException">No answer in time, or the connection broke.</exception>
    /// <exception cref="OperationCanceledException">The caller gave up; what was sent may still be carried out.</exception>
    public async Task<TResponse> SendAsync<TRequest, TResponse>(
        IKafkaRequest<TRequest, TResponse> request, short version, TimeSpan timeout, CancellationToken cancellationToken)
        where TRequest : IKafkaRequest<TRequest, TResponse>
        where TResponse : IKafkaStruct<TResponse>
    {
        cancellationToken.ThrowIfCancellationRequested();
        var pending = new PendingRequest(Interlocked.Increment(ref _lastCorrelationId));
        var frame = KafkaFrame.EncodeRequest(request, version, pending.CorrelationId, _properties.ClientId);
        using var deadline = new CancellationTokenSource(timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        byte[] answer;
        try
        {
            await _writeTurn.WaitAsync(either.Token).ConfigureAwait(false);
            await WriteAsync(frame, pending).WaitAsync(either.Token).ConfigureAwait(false);
            answer = await pending.Answer.Task.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // The answer may come later and would then be taken for another's: the connection ends here.
            throw BreakWith(new PeerFailureException(
                KafkaFailure.TimedOut,
                string.Create(CultureInfo.InvariantCulture, $"gave no answer to {TRequest.Key} within {timeout.TotalSeconds:0.#} s"),
                e));
        }
        catch (PeerFailureException e)
        {
            throw Failure(e);
        }

        try
        {
            var response = KafkaFrame.DecodeResponse<TResponse>(TRequest.Key, answer, version);
            Stage = Stage == ConnectionStage.Ready ? ConnectionStage.Proven : Stage;
            return response;
        }
        catch (KafkaProtocolException e)
        {
            throw BreakWith(new PeerFailureException(
                KafkaFailure.Protocol,
                $"gave an answer to {TRequest.Key} version {version} that cannot be read: {e.Message.TrimEnd('.')}",
                e));
        }
    }

    /// <summary>Puts the address in front of a reason.</summary>
    public KafkaClusterException Failure(PeerFailureException failure) => failure.At(Address);

    /// <summary>
    /// Breaks the connection for a reason found in an answer: it stands even where the broker has closed the connection meanwhile, as it
    /// does after a refusal.
    /// </summary>
    public KafkaClusterException BreakWith(PeerFailureException reason)
    {
        Break(reason);
        return Failure(reason);
    }

    /// <summary>Breaks the connection: every waiting request fails with the reason; the first reason counts.</summary>
    private void Break(PeerFailureException reason)
    {
        PendingRequest[] waiting;
        lock (_gate)
        {
            if (_broken is not null)
            {
                return;
            }

            _broken = reason;
            waiting = [.. _pending];
            _pending.Clear();
        }

        _closing.Cancel();
        foreach (var request in waiting)
        {
            request.Answer.TrySetException(reason);
        }
    }

    /// <summary>Closes the connection as soon as nothing is under way any more; the owner hands it out no longer.</summary>
    public void Retire()
    {
        lock (_gate)
        {
            _isRetired = true;
        }

        CloseWhenDone();
    }

    /// <summary>Closes the connection; what is under way fails.</summary>
    public async ValueTask DisposeAsync()
    {
        Break(Closed());
        await _reading.ConfigureAwait(false);
    }

    /// <summary>Writes within the turn that the caller took, and gives it back.</summary>
    private async Task WriteAsync(byte[] frame, PendingRequest pending)
    {
        try
        {
            lock (_gate)
            {
                if (_broken is not null)
                {
                    pending.Answer.TrySetException(
                        new PeerFailureException(_broken.Failure, _broken.Message, _broken) { NothingSent = true });
                    return;
                }

                _pending.Enqueue(pending);
            }

            Interlocked.Exchange(ref _lastUsed, _time.GetTimestamp());
            await _frames.WriteAsync(frame, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            // What the peer said last explains more than a failed write: the reader finds it, if there is anything.
            if (e is not IOException || !await ReaderExplainsAsync().ConfigureAwait(false))
            {
                Break(ConnectionFailures.OfBrokenStream(e, Stage, _properties));
            }
        }
        finally
        {
            _writeTurn.Release();
        }
    }

    private async Task<bool> ReaderExplainsAsync()
    {
        await Task.WhenAny(_reading, Task.Delay(TimeSpan.FromSeconds(1), _time)).ConfigureAwait(false);
        return IsBroken;
    }

    private async Task ReadAnswersAsync()
    {
        try
        {
            while (true)
            {
                var frame = await _frames.ReadAsync(_closing.Token).ConfigureAwait(false);
                if (frame is null)
                {
                    Break(ConnectionFailures.OfClosedStream(Stage, _properties));
                    return;
                }

                Hand(frame);
            }
        }
        catch (PeerFailureException e)
        {
            Break(e);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException or AuthenticationException)
        {
            Break(ConnectionFailures.OfBrokenStream(e, Stage, _properties));
        }
        finally
        {
            await _frames.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Hand(byte[] frame)
    {
        PendingRequest? request;
        lock (_gate)
        {
            _pending.TryDequeue(out request);
        }

        if (request is null)
        {
            throw new PeerFailureException(KafkaFailure.Protocol, "sent an answer that nobody asked for");
        }

        var correlationId = KafkaFrame.ReadCorrelationId(frame);
        if (correlationId != request.CorrelationId)
        {
            var mismatch = new PeerFailureException(
                KafkaFailure.Protocol, $"answered with correlation id {correlationId} where {request.CorrelationId} was due");
            request.Answer.TrySetException(mismatch);
            throw mismatch;
        }

        request.Answer.TrySetResult(frame);
        CloseWhenDone();
    }

    private void CloseWhenDone()
    {
        bool isDone;
        lock (_gate)
        {
            isDone = _isRetired && _pending.Count == 0;
        }

        if (isDone)
        {
            Break(Closed());
        }
    }

    private static PeerFailureException Closed() =>
        new(KafkaFailure.Unreachable, "is no longer connected: this client closed the connection");

    /// <summary>A request that waits for its answer.</summary>
    private sealed class PendingRequest(int correlationId)
    {
        public int CorrelationId { get; } = correlationId;

        public TaskCompletionSource<byte[]> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
