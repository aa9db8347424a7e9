using System.Collections.Immutable;
using System.Text;
using Rebalancer.Cli.Options;

namespace Rebalancer.Cli.Completion;

/// <summary>Writes the script that completes the tool's verbs, options and files in a shell.</summary>
internal sealed class CompletionScript(ImmutableArray<VerbDescription> verbs)
{
    private readonly ImmutableArray<OptionDescription> _valued =
        [.. verbs.SelectMany(v => v.Options).Where(o => o.Value is not null && !o.Value.StartsWith('[')).DistinctBy(o => o.Name)];

    private string Verbs => string.Join(' ', verbs.Select(v => v.Name));

    private string Files => Pattern(_valued.Where(o => o.NamesFile));

    private string Free => Pattern(_valued.Where(o => !o.NamesFile && o.Words.IsEmpty));

    private IEnumerable<OptionDescription> OfWords => _valued.Where(o => !o.Words.IsEmpty);

    public string Bash() =>
        $$"""
        # bash completion of rebalancer; in ~/.bashrc: source <(rebalancer completion bash)
        _rebalancer() {
            local IFS=$' \t\n' current=${COMP_WORDS[COMP_CWORD]} words
            COMPREPLY=()
            case "${COMP_WORDS[COMP_CWORD-1]}" in
                {{Files}})
                    IFS=$'\n'
                    COMPREPLY=($(compgen -f -- "$current"))
                    compopt -o filenames 2>/dev/null
                    return ;;
        {{Cases("        ", OfWords.Select(o => ("--" + o.Name, $"words=\"{string.Join(' ', o.Words)}\"")))}}
                {{Free}}) return ;;
            esac
            if [ -z "$words" ]; then
                if [ "$COMP_CWORD" -eq 1 ]; then
                    words="{{Verbs}}"
                else
                    case "${COMP_WORDS[1]}" in
        {{Cases("                ", verbs.Select(v => (v.Name, $"words=\"{Words(v)}\"")))}}
                    esac
                fi
            fi
            COMPREPLY=($(compgen -W "$words" -- "$current"))
        }
        complete -F _rebalancer rebalancer

        """;

    public string Zsh() =>
        $$"""
        #compdef rebalancer
        # zsh completion of rebalancer; in ~/.zshrc, after compinit: source <(rebalancer completion zsh)
        _rebalancer() {
            case ${words[CURRENT-1]} in
                {{Files}}) _files; return ;;
        {{Cases("        ", OfWords.Select(o => ("--" + o.Name, $"compadd -- {string.Join(' ', o.Words)}; return")))}}
                {{Free}}) _message value; return ;;
            esac
            if (( CURRENT == 2 )); then
                compadd -- {{Verbs}}
                return
            fi
            case ${words[2]} in
        {{Cases("        ", verbs.Select(v => (v.Name, $"compadd -- {Words(v)}")))}}
            esac
        }
        if [[ ${funcstack[1]} == _rebalancer ]]; then
            _rebalancer "$@"
        else
            compdef _rebalancer rebalancer
        fi

        """;

    public string Fish()
    {
        var text = new StringBuilder(
            "# fish completion of rebalancer; rebalancer completion fish > ~/.config/fish/completions/rebalancer.fish\n");
        text.Append("complete -c rebalancer -f\n");
        foreach (var verb in verbs)
        {
            text.Append($"complete -c rebalancer -n __fish_use_subcommand -a {verb.Name} -d {Quoted(verb.Text)}\n");
            var here = $"complete -c rebalancer -n '__fish_seen_subcommand_from {verb.Name}'";
            foreach (var option in verb.Options)
            {
                var value = option.Value is null || option.Value.StartsWith('[') ? ""
                    : option.NamesFile ? " -r -F"
                    : option.Words.IsEmpty ? " -x"
                    : $" -x -a '{string.Join(' ', option.Words)}'";
                text.Append($"{here} -l {option.Name}{value} -d {Quoted(option.Text)}\n");
            }

            if (Shells(verb) is { Length: > 0 } shells)
            {
                text.Append($"{here} -a '{shells}'\n");
            }
        }

        return text.ToString();
    }

    public string PowerShell() =>
        $$"""
        # PowerShell completion of rebalancer; in $PROFILE: rebalancer completion pwsh | Out-String | Invoke-Expression
        Register-ArgumentCompleter -Native -CommandName rebalancer -ScriptBlock {
            param($wordToComplete, $commandAst, $cursorPosition)
            $verbs = [ordered]@{
        {{string.Join('\n', verbs.Select(v => $"        '{v.Name}' = '{Words(v)}'"))}}
            }
            $elements = @($commandAst.CommandElements | ForEach-Object { $_.ToString() })
            $isVerb = $elements.Count -lt 2 -or ($elements.Count -eq 2 -and $wordToComplete)
            $words = if ($isVerb) { $verbs.Keys } elseif ($verbs.Contains($elements[1])) { $verbs[$elements[1]] -split ' ' } else { @() }
            $words | Where-Object { $_ -like "$wordToComplete*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
        }

        """;

    private static string Words(VerbDescription verb) =>
        string.Join(' ', verb.Options.Select(o => "--" + o.Name).Prepend(Shells(verb)).Where(w => w.Length > 0));

    private static string Shells(VerbDescription verb) =>
        verb.Name == "completion" ? string.Join(' ', CompletionCommandOptions.Shells) : "";

    private static string Pattern(IEnumerable<OptionDescription> options) => string.Join('|', options.Select(o => "--" + o.Name));

    private static string Cases(string indent, IEnumerable<(string Word, string Action)> cases) =>
        string.Join('\n', cases.Select(c => $"{indent}{c.Word}) {c.Action} ;;"));

    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\").Replace("'", "\\'")}'";
}
