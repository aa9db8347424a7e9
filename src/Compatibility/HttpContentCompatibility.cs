namespace System.Net.Http;

internal static class HttpContentCompatibility
{
    public static Task LoadIntoBufferAsync(this HttpContent content, long maxBufferSize, CancellationToken cancellationToken) =>
        content.LoadIntoBufferAsync(maxBufferSize).WaitAsync(cancellationToken);
}
