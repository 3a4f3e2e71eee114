package main

import (
	"fmt"
	"strings"
)

// completionScript is the script for a shell.
func completionScript(shell string, commands []completableCommand) string {
	var b strings.Builder
	write := map[string]func(*strings.Builder, []completableCommand){
		"bash": writeBash, "zsh": writeZsh, "fish": writeFish, "powershell": writePowerShell,
	}[shell]
	write(&b, commands)
	return b.String()
}

func commandNames(commands []completableCommand) (names []string) {
	for _, c := range commands {
		names = append(names, c.Name)
	}
	return names
}

func namesOfFlags(flags []completableFlag) (names []string) {
	for _, f := range flags {
		names = append(names, f.Name)
	}
	return names
}

// joinEscaped joins values by spaces, and escapes those inside of them.
func joinEscaped(values []string) string {
	escaped := strings.ReplaceAll(strings.Join(values, "\n"), " ", `\ `)
	return strings.ReplaceAll(escaped, "\n", " ")
}

// writeBash keeps to what the bash of macOS knows (3.2). Words are taken from the line,
// since bash breaks its own at colons and equal signs.
func writeBash(b *strings.Builder, commands []completableCommand) {
	b.WriteString(`# bash completion for mirrorarm
_mirrorarm() {
  local line=${COMP_LINE:0:COMP_POINT} cur= prev= command= words= list= files= ahead= w i
  local -a typed
  read -ra typed <<<"$line"
  case $line in *[[:space:]]) typed+=("") ;; esac
  local last=$((${#typed[@]} - 1))
  cur=${typed[last]}
  prev=${typed[last - 1]}
  for ((i = 1; i < last; i++)); do
    case ${typed[i]} in -*) ;; *) command=${typed[i]}; break ;; esac
  done
  case $cur in --*=*) prev=${cur%%=*} cur=${cur#*=} ;; esac
  case "$command $prev" in
`)
	argument := func(f *completableFlag) string {
		var parts []string
		if len(f.Values) > 0 {
			parts = append(parts, "words='"+strings.Join(f.Values, "\n")+"'")
		}
		if f.List {
			parts = append(parts, "list=1")
		}
		if f.Files {
			parts = append(parts, "files=1")
		}
		return strings.Join(parts, " ")
	}
	for _, c := range commands {
		for _, f := range c.Flags {
			if f.Takes {
				fmt.Fprintf(b, "  '%s %s') %s ;;\n", c.Name, f.Name, argument(&f))
			}
		}
	}
	b.WriteString("  *)\n    case \"$command $cur\" in\n")
	fmt.Fprintf(b, "    ' -'*) words='--help\n--version' ;;\n    ' '*) words='%s' ;;\n", strings.Join(commandNames(commands), "\n"))
	for _, c := range commands {
		fmt.Fprintf(b, "    '%s -'*) words='%s' ;;\n", c.Name, strings.Join(namesOfFlags(c.Flags), "\n"))
		if say := argument(&c.Argument); say != "" {
			fmt.Fprintf(b, "    '%s '*) %s ;;\n", c.Name, say)
		}
	}
	b.WriteString(`    esac
    ;;
  esac
  if [ -n "$list" ]; then
    ahead=${cur%"${cur##*,}"}
    cur=${cur##*,}
  fi
  local IFS=$'\n'
  COMPREPLY=($(compgen -P "$ahead" -W "$words" -- "$cur"))
  for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]=${COMPREPLY[i]// /\\ }; done
  if [ -n "$files" ]; then
    COMPREPLY+=($(compgen -P "$ahead" -f -- "$cur"))
    compopt -o filenames 2>/dev/null
  fi
  case $COMP_WORDBREAKS in # what bash takes for words of their own, it has already
  *:*)
    w=$ahead$cur
    w=${w%"${w##*:}"}
    for i in "${!COMPREPLY[@]}"; do COMPREPLY[i]=${COMPREPLY[i]#"$w"}; done
    ;;
  esac
}
complete -F _mirrorarm mirrorarm
`)
}

// writeZsh makes a function for zsh's own system, to be sourced or put into $fpath.
func writeZsh(b *strings.Builder, commands []completableCommand) {
	b.WriteString(`#compdef mirrorarm
_mirrorarm_list() {
  compset -P '*,'
  compadd -q -S '' -- "$@"
}
_mirrorarm_or_file() {
  compadd -- "$@"
  _files
}
_mirrorarm() {
  local -a commands
  if ((CURRENT == 2)); then
    commands=(
`)
	for _, c := range commands {
		fmt.Fprintf(b, "      '%s:%s'\n", c.Name, c.Help)
	}
	b.WriteString(`    )
    _describe command commands
    _arguments '--help[Show help]' '--version[Print the version and stop]'
    return
  fi
  local command=$words[2]
  shift words
  ((CURRENT--))
  case $command in
`)
	for _, c := range commands {
		fmt.Fprintf(b, "  %s)\n    _arguments", c.Name)
		for _, f := range c.Flags {
			if f.Takes {
				fmt.Fprintf(b, " \\\n      '%s=[%s]:value:%s'", f.Name, f.Help, zshAction(&f))
			} else {
				fmt.Fprintf(b, " \\\n      '%s[%s]'", f.Name, f.Help)
			}
		}
		if action := zshAction(&c.Argument); action != " " {
			fmt.Fprintf(b, " \\\n      '*:value:%s'", action)
		}
		b.WriteString("\n    ;;\n")
	}
	b.WriteString(`  esac
}
if [ "$funcstack[1]" = _mirrorarm ]; then _mirrorarm "$@"; else compdef _mirrorarm mirrorarm; fi
`)
}

// zshAction is what completes a value; colons separate the parts of zsh's
// specification, and a space ahead keeps zsh from adding words to a call.
func zshAction(f *completableFlag) string {
	values := strings.ReplaceAll(joinEscaped(f.Values), ":", `\:`)
	switch {
	case f.Files && values != "":
		return " _mirrorarm_or_file " + values
	case f.Files:
		return "_files"
	case values == "":
		return " "
	case f.List:
		return " _mirrorarm_list " + values
	}
	return "compadd -- " + values
}

func writeFish(b *strings.Builder, commands []completableCommand) {
	b.WriteString(`# fish completion for mirrorarm
complete -c mirrorarm -e
complete -c mirrorarm -f
function __mirrorarm_list # what was typed before the last comma goes before every value
    set -l ahead (string match -r '^.*,' -- (string replace -r '^--[^=]*=' '' -- (commandline -ct)))
    printf '%s\n' "$ahead"$argv
end
complete -c mirrorarm -n __fish_use_subcommand -l help -d 'Show help'
complete -c mirrorarm -n __fish_use_subcommand -l version -d 'Print the version and stop'
`)
	arguments := func(f *completableFlag) (s string) {
		values := joinEscaped(f.Values)
		switch {
		case values == "":
		case f.List:
			s = fmt.Sprintf(" -a '(__mirrorarm_list %s)'", values)
		default:
			s = fmt.Sprintf(" -a '%s'", values)
		}
		if f.Files {
			s += " -F"
		}
		return s
	}
	for _, c := range commands {
		fmt.Fprintf(b, "complete -c mirrorarm -n __fish_use_subcommand -a %s -d '%s'\n", c.Name, c.Help)
	}
	for _, c := range commands {
		seen := fmt.Sprintf("complete -c mirrorarm -n '__fish_seen_subcommand_from %s'", c.Name)
		for _, f := range c.Flags {
			take := ""
			switch {
			case f.Takes && f.Files:
				take = " -r"
			case f.Takes:
				take = " -x"
			}
			fmt.Fprintf(b, "%s -l %s%s%s -d '%s'\n", seen, strings.TrimPrefix(f.Name, "--"), take, arguments(&f), f.Help)
		}
		if say := arguments(&c.Argument); say != "" {
			fmt.Fprintf(b, "%s%s\n", seen, say)
		}
	}
}

// writePowerShell offers nothing where a file is wanted, so that PowerShell offers
// those itself.
func writePowerShell(b *strings.Builder, commands []completableCommand) {
	quoted := func(list []string) string { return "@('" + strings.Join(list, "', '") + "')" }
	b.WriteString(`# PowerShell completion for mirrorarm
Register-ArgumentCompleter -Native -CommandName mirrorarm, mirrorarm.exe -ScriptBlock {
  param($word, $ast, $position)
  $commands = `)
	b.WriteString(quoted(commandNames(commands)))
	b.WriteString("\n  $flags = @{\n")
	for _, c := range commands {
		fmt.Fprintf(b, "    '%s' = %s\n", c.Name, quoted(namesOfFlags(c.Flags)))
	}
	b.WriteString("  }\n  $values = @{\n")
	for _, c := range commands {
		for _, f := range append([]completableFlag{c.Argument}, c.Flags...) {
			switch {
			case len(f.Values) > 0:
				fmt.Fprintf(b, "    '%s' = %s\n", strings.TrimSpace(c.Name+" "+f.Name), quoted(f.Values))
			case f.Takes:
				fmt.Fprintf(b, "    '%s' = @()\n", strings.TrimSpace(c.Name+" "+f.Name))
			}
		}
	}
	b.WriteString(`  }
  $typed = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $position } | ForEach-Object { $_.ToString() })
  $command = $typed | Select-Object -Skip 1 | Where-Object { $_ -notlike '-*' } | Select-Object -First 1
  $ahead = ''
  $last = $typed[-1]
  if ($word -match '^(--[^=]*)=(.*)$') { $last = $Matches[1]; $ahead = $last + '='; $word = $Matches[2] }
  if (-not $command) { $found = $commands + @('--help', '--version') }
  elseif ($last -like '--*' -and $values.ContainsKey("$command $last")) { $found = $values["$command $last"] }
  elseif ($word -like '-*') { $found = $flags["$command"] }
  else { $found = $values["$command"] }
  if ($word -match '^(.*,)([^,]*)$') { $ahead += $Matches[1]; $word = $Matches[2] }
  $found | Where-Object { $_ -like "$word*" } | ForEach-Object {
    $text = "$ahead$_"
    if ($text -like '* *') { $text = "'$text'" }
    [System.Management.Automation.CompletionResult]::new($text, $_, 'ParameterValue', $_)
  }
}
`)
}
