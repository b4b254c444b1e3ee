# SPDX-License-Identifier: Apache-2.0
# bash completion of pantau(1). Written by deploy/completions/generate from `pantau help`; tests/manual compares. Do not edit.
# shellcheck shell=bash

declare -gA _pantau_commands=(
  ['-']='run check explain doctor ping snmp status acceptance why outages outage maintenance availability restitution import rollout complete help'
  ['outage']='set'
  ['maintenance']='add list end'
  ['import']='csv'
  ['rollout']='curve freeze history'
)
declare -gA _pantau_options=(
  ['-']='-h --help --version'
  ['run']='-h --help -c --config'
  ['check']='-h --help -c --config'
  ['explain']='-h --help -c --config'
  ['doctor']='-h --help -c --config'
  ['ping']='-h --help -c --config -n --count -i --interval -t --timeout --technology --json'
  ['snmp']='-h --help -c --config --profile --credentials --interface -t --timeout --retries --json'
  ['status']='-h --help -c --config --url --ca --certificate --key --user --password-file --json --failing --wide'
  ['acceptance']='-h --help -c --config --json'
  ['why']='-h --help -c --config --url --ca --certificate --key --user --password-file --json'
  ['outages']='-h --help -c --config --since --until --link --json --csv'
  ['outage']='-h --help'
  ['outage set']='-h --help -c --config --cause --note --document --reported --ticket'
  ['maintenance']='-h --help'
  ['maintenance add']='-h --help -c --config --site --district --provider --from --to --reason --document'
  ['maintenance list']='-h --help -c --config --all --json'
  ['maintenance end']='-h --help -c --config'
  ['availability']='-h --help -c --config --from --to --by --contract --json --csv'
  ['restitution']='-h --help -c --config --month --contract --json --csv'
  ['import']='-h --help'
  ['import csv']='-h --help -c --config -o --output'
  ['rollout']='-h --help -c --config --json --csv'
  ['rollout curve']='-h --help -c --config --csv'
  ['rollout freeze']='-h --help -c --config'
  ['rollout history']='-h --help -c --config --csv'
  ['complete']='-h --help -c --config'
  ['help']='-h --help'
)
declare -gA _pantau_values=(
  ['run -c']='files'
  ['run --config']='files'
  ['check -c']='files'
  ['check --config']='files'
  ['explain -c']='files'
  ['explain --config']='files'
  ['doctor -c']='files'
  ['doctor --config']='files'
  ['ping -c']='files'
  ['ping --config']='files'
  ['ping -n']='text'
  ['ping --count']='text'
  ['ping -i']='text'
  ['ping --interval']='text'
  ['ping -t']='text'
  ['ping --timeout']='text'
  ['ping --technology']='technologies'
  ['snmp -c']='files'
  ['snmp --config']='files'
  ['snmp --profile']='profiles'
  ['snmp --credentials']='credentials'
  ['snmp --interface']='text'
  ['snmp -t']='text'
  ['snmp --timeout']='text'
  ['snmp --retries']='text'
  ['status -c']='files'
  ['status --config']='files'
  ['status --url']='text'
  ['status --ca']='files'
  ['status --certificate']='files'
  ['status --key']='files'
  ['status --user']='text'
  ['status --password-file']='files'
  ['acceptance -c']='files'
  ['acceptance --config']='files'
  ['why -c']='files'
  ['why --config']='files'
  ['why --url']='text'
  ['why --ca']='files'
  ['why --certificate']='files'
  ['why --key']='files'
  ['why --user']='text'
  ['why --password-file']='files'
  ['outages -c']='files'
  ['outages --config']='files'
  ['outages --since']='text'
  ['outages --until']='text'
  ['outages --link']='links'
  ['outage set -c']='files'
  ['outage set --config']='files'
  ['outage set --cause']='causes'
  ['outage set --note']='text'
  ['outage set --document']='text'
  ['outage set --reported']='text'
  ['outage set --ticket']='text'
  ['maintenance add -c']='files'
  ['maintenance add --config']='files'
  ['maintenance add --site']='sites'
  ['maintenance add --district']='districts'
  ['maintenance add --provider']='providers'
  ['maintenance add --from']='text'
  ['maintenance add --to']='text'
  ['maintenance add --reason']='text'
  ['maintenance add --document']='text'
  ['maintenance list -c']='files'
  ['maintenance list --config']='files'
  ['maintenance end -c']='files'
  ['maintenance end --config']='files'
  ['availability -c']='files'
  ['availability --config']='files'
  ['availability --from']='text'
  ['availability --to']='text'
  ['availability --by']='=link site district phase provider contract'
  ['availability --contract']='contracts'
  ['restitution -c']='files'
  ['restitution --config']='files'
  ['restitution --month']='text'
  ['restitution --contract']='contracts'
  ['import csv -c']='files'
  ['import csv --config']='files'
  ['import csv -o']='files'
  ['import csv --output']='files'
  ['rollout -c']='files'
  ['rollout --config']='files'
  ['rollout curve -c']='files'
  ['rollout curve --config']='files'
  ['rollout freeze -c']='files'
  ['rollout freeze --config']='files'
  ['rollout history -c']='files'
  ['rollout history --config']='files'
  ['complete -c']='files'
  ['complete --config']='files'
)
declare -gA _pantau_arguments=(
  ['explain']='links'
  ['ping']='links'
  ['snmp']='devices'
  ['acceptance']='sites'
  ['why']='links'
  ['outage set']='links'
  ['maintenance add']='links'
  ['import csv']='files'
  ['rollout history']='items'
  ['complete']='=links sites devices contracts phases districts providers technologies credentials profiles causes'
  ['help']='commands'
)
declare -gA _pantau_items=(
  ['contract']='contracts'
  ['district']='districts'
  ['link']='links'
  ['phase']='phases'
  ['provider']='providers'
  ['site']='sites'
  ['technology']='technologies'
)

# Words from standard input that begin with what is typed.
_pantau_offer() {
  local word
  while IFS= read -r word; do
    [[ $word == "$cur"* ]] && COMPREPLY+=("$word")
  done
}

# kind -- of what stands at the cursor
_pantau_candidates() {
  local -a from=()
  [[ -n $config ]] && from=(-c "$config")
  case $1 in
    files)
      compopt -o filenames 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -f -- "$cur")
      ;;
    =*) _pantau_offer < <(printf '%s\n' ${1#=}) ;;
    commands)
      local below="${arguments[*]:--}"
      _pantau_offer < <(printf '%s\n' ${_pantau_commands[$below]-})
      ;;
    items)
      if ((${#arguments[@]} == 0)); then
        _pantau_offer < <(printf '%s\n' "${!_pantau_items[@]}" | sort)
      elif ((${#arguments[@]} == 1)) && [[ -n ${_pantau_items[${arguments[0]}]-} ]]; then
        _pantau_candidates "${_pantau_items[${arguments[0]}]}"
      fi
      ;;
    text | '') ;;
    *) _pantau_offer < <("${COMP_WORDS[0]/#\~/$HOME}" complete "$1" "${from[@]}" 2>/dev/null) ;;
  esac
}

_pantau() {
  local cur=${COMP_WORDS[COMP_CWORD]} path=- next word expected= config= i
  local -a arguments=()
  COMPREPLY=()
  # "--config=FILE" comes as three words.
  [[ $cur == = ]] && cur=
  for ((i = 1; i < COMP_CWORD; ++i)); do
    word=${COMP_WORDS[i]}
    if [[ $word == = ]]; then
      continue
    elif [[ -n $expected ]]; then
      [[ $expected == -c || $expected == --config ]] && config=$word
      expected=
    elif [[ $word == -* ]]; then
      [[ -n ${_pantau_values["$path $word"]-} ]] && expected=$word
    else
      next="$path $word"
      next=${next#- }
      if [[ " ${_pantau_commands[$path]-} " == *" $word "* ]]; then path=$next; else arguments+=("$word"); fi
    fi
  done
  # shellcheck disable=SC2088 # completed by the shell, not by us
  config=${config/#\~\//$HOME/}
  if [[ -n $expected ]]; then
    _pantau_candidates "${_pantau_values["$path $expected"]}"
  elif [[ $cur == -* ]]; then
    _pantau_offer < <(printf '%s\n' ${_pantau_options[$path]-})
  else
    _pantau_offer < <(printf '%s\n' ${_pantau_commands[$path]-})
    _pantau_candidates "${_pantau_arguments[$path]-}"
  fi
}

complete -F _pantau pantau
