namespace Rebalancer.Kafka.Simulator;

/// <summary>What goes wrong with one request.</summary>
public sealed record RequestFault
{
    private RequestFault(RequestFaultKind kind) => Kind = kind;

    /// <summary>What happens.</summary>
    public RequestFaultKind Kind { get; }

    /// <summary>The error of an <see cref="RequestFaultKind.Error"/>.</summary>
    public KafkaError? Answer { get; private init; }

    /// <summary>How long a <see cref="RequestFaultKind.Delay"/> lasts, in virtual time.</summary>
    public TimeSpan For { get; private init; }

    /// <summary>Nothing is carried out; the answer is the error, on every level that the answer has.</summary>
    public static RequestFault Error(KafkaErrorCode code, string? message = null) =>
        new(RequestFaultKind.Error) { Answer = new KafkaError(code, message) };

    /// <summary>Nothing is carried out, the connection closes.</summary>
    public static RequestFault Drop { get; } = new(RequestFaultKind.Drop);

    /// <summary>Carried out; the connection closes before the answer.</summary>
    public static RequestFault LoseAnswer { get; } = new(RequestFaultKind.LoseAnswer);

    /// <summary>Carried out; the connection closes after half of the answer.</summary>
    public static RequestFault HalfAnswer { get; } = new(RequestFaultKind.HalfAnswer);

    /// <summary>Nothing is carried out and nothing is answered: the client's own time limit must end it.</summary>
    public static RequestFault Hang { get; } = new(RequestFaultKind.Hang);

    /// <summary>Carried out and answered later.</summary>
    public static RequestFault Delay(TimeSpan time) => new(RequestFaultKind.Delay) { For = time };
}

/// <summary>Kinds of request faults.</summary>
public enum RequestFaultKind
{
    /// <summary>Refused.</summary>
    Error,

    /// <summary>Not carried out, connection closed.</summary>
    Drop,

    /// <summary>Carried out, answer lost.</summary>
    LoseAnswer,

    /// <summary>Carried out, half of the answer lost.</summary>
    HalfAnswer,

    /// <summary>Neither carried out nor answered.</summary>
    Hang,

    /// <summary>Late.</summary>
    Delay,
}

/// <summary>A request on its way to a broker, for <see cref="SimulatedCluster.OnRequest"/>.</summary>
/// <param name="ApiKey">Kafka's API key, such as 45.</param>
/// <param name="BrokerId">Who gets it.</param>
/// <param name="Body">
/// In process: what is asked, as the admin got it (such as a list of reassignment changes). Over the protocol: the decoded message where
/// the API decodes it first, else null.
/// </param>
public readonly record struct SimulatedRequest(short ApiKey, int BrokerId, object? Body);
