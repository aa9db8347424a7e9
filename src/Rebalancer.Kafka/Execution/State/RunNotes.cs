namespace Rebalancer.Kafka.Execution.State;

/// <summary>
/// What a run has to say to people: each sentence once, and one line for each kind of thing however many things it is about.
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class RunNotes
{
    private readonly List<string> _kinds = [];
    private readonly Dictionary<string, Subjects> _subjects = [];

    /// <summary>The lines, in the order in which each was first told.</summary>
    public IEnumerable<string> Lines => _kinds.Select(kind => _subjects[kind].Line(kind));

    /// <summary>Takes a sentence in.</summary>
    /// <returns>Whether it is new.</returns>
    public bool Add(string text)
    {
        if (!_subjects.TryAdd(text, new Subjects()))
        {
            return false;
        }

        _kinds.Add(text);
        return true;
    }

    /// <summary>Takes in that something of a kind holds for a subject.</summary>
    /// <param name="kind">What holds, without a full stop.</param>
    /// <param name="subject">For what.</param>
    /// <returns>The sentence to tell now; null where it was told, or where enough of its kind were.</returns>
    public string? Add(string kind, string subject)
    {
        if (!_subjects.TryGetValue(kind, out var subjects))
        {
            _subjects[kind] = subjects = new Subjects();
            _kinds.Add(kind);
        }

        return subjects.Add(subject) && subjects.Count <= FewOfMany.Most ? $"{kind}: {subject}." : null;
    }

    /// <summary>From now on tells a kind of thing in other words, where it was told at all.</summary>
    public void Reword(string kind, string words)
    {
        if (_kinds.IndexOf(kind) is >= 0 and var index && _subjects.Remove(kind, out var subjects))
        {
            _kinds[index] = words;
            _subjects[words] = subjects;
        }
    }

    private sealed class Subjects
    {
        private readonly HashSet<string> _all = [];
        private readonly List<string> _first = [];

        public int Count => _all.Count;

        public bool Add(string subject)
        {
            if (!_all.Add(subject))
            {
                return false;
            }

            if (_first.Count < FewOfMany.Most)
            {
                _first.Add(subject);
            }

            return true;
        }

        public string Line(string kind) => Count == 0 ? kind : $"{kind}: {FewOfMany.Text(_first, Count)}.";
    }
}
