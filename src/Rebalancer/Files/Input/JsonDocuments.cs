namespace Rebalancer.Files.Input;

/// <summary>Reads a value out of JSON.</summary>
internal delegate T JsonReading<out T>(ref JsonInput input);

/// <summary>Reads files that hold one JSON document, with whatever was pasted around it.</summary>
internal static class JsonDocuments
{
    /// <summary>Reads the one document of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="read">Reads the root value, to its end.</param>
    /// <param name="notes">Gets what a person should know of the file.</param>
    /// <param name="passed">Lines that were passed over so far, or null.</param>
    /// <exception cref="InputException">There is no JSON, or more than one document.</exception>
    public static T ReadOne<T>(InputFile file, JsonReading<T> read, ICollection<string> notes, PassedLines? passed = null)
    {
        var text = new PastedText(file, passed);
        if (text.Next() != LineKind.Json)
        {
            throw text.FailWithoutJson();
        }

        var value = ReadHere(file, read);
        text.RequireEnd();
        foreach (var note in text.Passed.Notes(file))
        {
            notes.Add(note);
        }

        return value;
    }

    /// <summary>Reads the document at which <see cref="PastedText.Next"/> stopped; what follows it can be read then.</summary>
    public static T ReadHere<T>(InputFile file, JsonReading<T> read)
    {
        var input = new JsonInput(file);
        try
        {
            var value = read(ref input);
            input.GiveBack();
            return value;
        }
        finally
        {
            input.Dispose();
        }
    }
}
