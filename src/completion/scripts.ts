// SPDX-License-Identifier: Apache-2.0

/** The shells that `istioctl completion` knows. */
export const SHELLS = ['bash', 'fish', 'powershell', 'zsh'] as const;

export type Shell = (typeof SHELLS)[number];

/**
 * The text that a shell sources to complete `istioctl`. All four ask the program itself: `istioctl __complete WORD...`
 * prints `candidate<TAB>description` lines and ends with `:file`, `:folder`, `:nospace` or `:done`.
 */
export function completionScript(shell: Shell, bin: string): string {
  return SCRIPTS[shell].replaceAll('@BIN@', bin).trimStart();
}

const bash = `
# bash completion for @BIN@: source <(@BIN@ completion bash)
__@BIN@_complete() {
  local line="\${COMP_LINE:0:COMP_POINT}" current mode answer head
  local -a words
  read -ra words <<<"$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  current="\${words[-1]}"
  answer="$(@BIN@ __complete "\${words[@]:1}" 2>/dev/null)" || return
  mode="\${answer##*:}"
  COMPREPLY=()
  # Readline replaces only what follows the last "=", so the candidates must begin there too.
  head=""
  [[ "$COMP_WORDBREAKS" == *=* && "$current" == *=* ]] && head="\${current%=*}="
  local candidate
  while IFS=$'\\t' read -r candidate _; do
    [[ "$candidate" == :* || -z "$candidate" ]] || COMPREPLY+=("\${candidate#"$head"}")
  done <<<"$answer"
  case "$mode" in
    file) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "\${current#"$head"}") ;;
    folder) compopt -o filenames; mapfile -t COMPREPLY < <(compgen -d -- "\${current#"$head"}") ;;
    nospace) compopt -o nospace ;;
  esac
}
complete -F __@BIN@_complete @BIN@
`;

const zsh = `
#compdef @BIN@
# zsh completion for @BIN@: source <(@BIN@ completion zsh), or save it as _@BIN@ in a folder of $fpath
_@BIN@() {
  local -a described words_so_far
  local answer mode line candidate text
  words_so_far=("\${(@)words[2,$CURRENT]}")
  answer="$(@BIN@ __complete "\${words_so_far[@]}" 2>/dev/null)" || return 1
  mode="\${answer##*:}"
  for line in "\${(@f)answer}"; do
    [[ "$line" == :* || -z "$line" ]] && continue
    candidate="\${line%%$'\\t'*}"
    text="\${line#*$'\\t'}"
    [[ "$line" == *$'\\t'* ]] && described+=("\${candidate//:/\\\\:}:\${text}") || described+=("\${candidate//:/\\\\:}")
  done
  case "$mode" in
    file) _files ;;
    folder) _files -/ ;;
    nospace) _describe -V '@BIN@' described -S '' ;;
    *) _describe -V '@BIN@' described ;;
  esac
}
if [[ "$funcstack[1]" == "_@BIN@" ]]; then _@BIN@ "$@"; else compdef _@BIN@ @BIN@; fi
`;

const fish = `
# fish completion for @BIN@: @BIN@ completion fish | source
function __@BIN@_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l answer (@BIN@ __complete $words[2..-1] 2>/dev/null)
    switch "$answer[-1]"
        case :file
            __fish_complete_path (commandline -ct)
        case :folder
            __fish_complete_directories (commandline -ct)
    end
    string match -v -- ':*' $answer
end
complete -c @BIN@ -f -a '(__@BIN@_complete)'
`;

const powershell = `
# PowerShell completion for @BIN@: @BIN@ completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName '@BIN@' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.Extent.Text })
    if ($wordToComplete -eq '') { $words += '' }
    @(& '@BIN@' __complete @words 2>$null) | Where-Object { $_ -and -not $_.StartsWith(':') } | ForEach-Object {
        $candidate, $text = $_ -split [char]9, 2
        if (-not $text) { $text = $candidate }
        [System.Management.Automation.CompletionResult]::new($candidate, $candidate, 'ParameterValue', $text)
    }
}
`;

const SCRIPTS: Record<Shell, string> = {bash, fish, powershell, zsh};
