namespace Rebalancer.Scheduling;

/// <summary>The part that a broker has in the copies that run, and until when it had one.</summary>
/// <param name="rate">What it copies at most in and out.</param>
/// <param name="isShared">Whether copies share what comes from it; nobody knows who gives where there is no leader.</param>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class BrokerLoad(double rate, bool isShared)
{
    /// <summary>Where the copies to it stand in <see cref="RunningCopies"/>.</summary>
    public PlaceList In { get; } = new();

    /// <summary>Where the copies from it stand.</summary>
    public PlaceList Out { get; } = new();

    /// <summary>What each copy to it gets at most.</summary>
    public double ShareIn { get; private set; }

    /// <summary>What each copy from it gets at most.</summary>
    public double ShareOut { get; private set; }

    /// <summary>When its last copy ended.</summary>
    public double Until { get; set; }

    /// <summary>Bytes of the copies to it: of all that were started, until what is left of those that run is taken off.</summary>
    public double CopiedIn { get; set; }

    /// <summary>Bytes of the copies from it.</summary>
    public double CopiedOut { get; set; }

    /// <summary>Works the shares out again.</summary>
    public void Share()
    {
        ShareIn = rate / In.Count;
        ShareOut = isShared ? rate / Out.Count : rate;
    }
}
