# SPDX-License-Identifier: Apache-2.0
# fish completion of pantau(1). Written by deploy/completions/generate from `pantau help`; tests/manual compares. Do not edit.

# The words before the cursor that are neither options nor their values: the command, then its arguments.
function __fish_pantau_words
    set -l skip 0
    for word in (commandline -opc)[2..-1]
        if test $skip = 1
            set skip 0
        else if contains -- $word --by --ca --cause --certificate --config --contract --count --credentials --district --document --from --interface --interval --key --link --month --note --output --password-file --profile --provider --reason --reported --retries --since --site --technology --ticket --timeout --to --until --url --user -c -i -n -o -t
            set skip 1
        else if not string match -q -- '-*' $word
            echo $word
        end
    end
end

function __fish_pantau_at
    set -l words (__fish_pantau_words)
    set -l path
    if set -q words[1]
        set path $words[1]
        if contains -- $path import maintenance outage rollout; and set -q words[2]; and not contains -- $path help
            set path $path $words[2]
        end
    end
    test "$path" = "$argv"
end

function __fish_pantau_ids
    set -l words (commandline -opc)
    set -l from
    for i in (seq 2 (count $words))
        switch $words[$i]
            case -c --config
                set from -c $words[(math $i + 1)]
            case '--config=*'
                set from -c (string replace -- --config= '' $words[$i])
        end
    end
    $words[1] complete $argv[1] $from 2>/dev/null
end

function __fish_pantau_item
    set -l words (__fish_pantau_words)
    switch (count $words)
        case 2
            printf '%s\n' $argv
        case 3
            switch $words[3]
                case technology
                    __fish_pantau_ids technologies
                case '*'
                    contains -- $words[3] $argv; and __fish_pantau_ids $words[3]s
            end
    end
end

complete -c pantau -f
complete -c pantau -n '__fish_pantau_at' -a run -d 'The daemon, in the foreground'
complete -c pantau -n '__fish_pantau_at' -a check -d 'Reads all configuration and names every mistake'
complete -c pantau -n '__fish_pantau_at' -a explain -d 'Effective settings of a link and where each came from'
complete -c pantau -n '__fish_pantau_at' -a doctor -d 'Looks at permissions, sockets, clock and disk; says each fix'
complete -c pantau -n '__fish_pantau_at' -a ping -d 'Echoes to addresses or configured links, live'
complete -c pantau -n '__fish_pantau_at' -a snmp -d 'One SNMP poll of a device, decoded'
complete -c pantau -n '__fish_pantau_at' -a status -d 'Links as the running daemon sees them'
complete -c pantau -n '__fish_pantau_at' -a acceptance -d 'Record of a site\'s acceptance test, to attach to the handover minutes'
complete -c pantau -n '__fish_pantau_at' -a why -d 'The reasoning behind the present state of a link'
complete -c pantau -n '__fish_pantau_at' -a outages -d 'Outages from the book of record'
complete -c pantau -n '__fish_pantau_at' -a outage -d 'Corrects what the book says of an outage'
complete -c pantau -n '__fish_pantau_at' -a maintenance -d 'Announced work'
complete -c pantau -n '__fish_pantau_at' -a availability -d 'Gross, net, lower bound and coverage from the book of record'
complete -c pantau -n '__fish_pantau_at' -a restitution -d 'What providers owe back for a month, and why'
complete -c pantau -n '__fish_pantau_at' -a import -d 'Inventory from other programs as configuration'
complete -c pantau -n '__fish_pantau_at' -a rollout -d 'Phases with four counts and deviation, who is served, what is late and why'
complete -c pantau -n '__fish_pantau_at' -a complete -d 'Ids of the configuration, one a line, for the shell'
complete -c pantau -n '__fish_pantau_at' -a help -d 'Explains a command'
complete -c pantau -n '__fish_pantau_at' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at' -l version -d 'Display program version information and exit'
complete -c pantau -n '__fish_pantau_at run' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at run' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at check' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at check' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at explain' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at explain' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at explain' -a '(__fish_pantau_ids links)'
complete -c pantau -n '__fish_pantau_at doctor' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at doctor' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at ping' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at ping' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at ping' -s n -l count -x -d 'Echoes per target; 0 until interrupted'
complete -c pantau -n '__fish_pantau_at ping' -s i -l interval -x -d 'Between echoes to one target, 0.1 to 60 s'
complete -c pantau -n '__fish_pantau_at ping' -s t -l timeout -x -d 'Until an echo counts as lost, 0.05 to 30 s'
complete -c pantau -n '__fish_pantau_at ping' -l technology -x -a '(__fish_pantau_ids technologies)' -d 'Take interval and timeout from this profile'
complete -c pantau -n '__fish_pantau_at ping' -l json -d 'One JSON document at the end'
complete -c pantau -n '__fish_pantau_at ping' -a '(__fish_pantau_ids links)'
complete -c pantau -n '__fish_pantau_at snmp' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at snmp' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at snmp' -l profile -x -a '(__fish_pantau_ids profiles)' -d 'Id of a device profile, or auto; default: as configured'
complete -c pantau -n '__fish_pantau_at snmp' -l credentials -x -a '(__fish_pantau_ids credentials)' -d 'Id of [[snmp_credentials]] of the configuration; an address needs it'
complete -c pantau -n '__fish_pantau_at snmp' -l interface -x -d 'ifName or ifAlias, may be repeated; default: as configured'
complete -c pantau -n '__fish_pantau_at snmp' -s t -l timeout -x -d 'Of the first attempt, 0.05 to 30 s; doubles'
complete -c pantau -n '__fish_pantau_at snmp' -l retries -x -d 'Attempts after the first, 0 to 10'
complete -c pantau -n '__fish_pantau_at snmp' -l json -d 'One JSON document'
complete -c pantau -n '__fish_pantau_at snmp' -a '(__fish_pantau_ids devices)'
complete -c pantau -n '__fish_pantau_at status' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at status' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at status' -l url -x -d 'Base URL of the daemon; default: as the configuration says'
complete -c pantau -n '__fish_pantau_at status' -l ca -r -F -d 'File: authority of the daemon\'s certificate; default: the system\'s'
complete -c pantau -n '__fish_pantau_at status' -l certificate -r -F -d 'File: certificate to show it'
complete -c pantau -n '__fish_pantau_at status' -l key -r -F -d 'File: the certificate\'s key'
complete -c pantau -n '__fish_pantau_at status' -l user -x -d 'Name of [http.users]'
complete -c pantau -n '__fish_pantau_at status' -l password-file -r -F -d '--user File: the user\'s password, on one line'
complete -c pantau -n '__fish_pantau_at status' -l json -d 'The API\'s own document'
complete -c pantau -n '__fish_pantau_at status' -l failing -d 'Only what is not up'
complete -c pantau -n '__fish_pantau_at status' -l wide -d 'With p95, site, technology and address'
complete -c pantau -n '__fish_pantau_at acceptance' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at acceptance' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at acceptance' -l json -d 'One JSON document'
complete -c pantau -n '__fish_pantau_at acceptance' -a '(__fish_pantau_ids sites)'
complete -c pantau -n '__fish_pantau_at why' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at why' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at why' -l url -x -d 'Base URL of the daemon; default: as the configuration says'
complete -c pantau -n '__fish_pantau_at why' -l ca -r -F -d 'File: authority of the daemon\'s certificate; default: the system\'s'
complete -c pantau -n '__fish_pantau_at why' -l certificate -r -F -d 'File: certificate to show it'
complete -c pantau -n '__fish_pantau_at why' -l key -r -F -d 'File: the certificate\'s key'
complete -c pantau -n '__fish_pantau_at why' -l user -x -d 'Name of [http.users]'
complete -c pantau -n '__fish_pantau_at why' -l password-file -r -F -d '--user File: the user\'s password, on one line'
complete -c pantau -n '__fish_pantau_at why' -l json -d 'The API\'s own document'
complete -c pantau -n '__fish_pantau_at why' -a '(__fish_pantau_ids links)'
complete -c pantau -n '__fish_pantau_at outages' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at outages' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at outages' -l since -x -d 'RFC 3339, a date or an age such as 24h; default: 30 days'
complete -c pantau -n '__fish_pantau_at outages' -l until -x -d 'As --since; default: now'
complete -c pantau -n '__fish_pantau_at outages' -l link -x -a '(__fish_pantau_ids links)' -d 'Id of one link'
complete -c pantau -n '__fish_pantau_at outages' -l json -d 'The API\'s own document'
complete -c pantau -n '__fish_pantau_at outages' -l csv -d 'RFC 4180, a row a segment'
complete -c pantau -n '__fish_pantau_at outage' -a set -d 'Says the cause of an outage'
complete -c pantau -n '__fish_pantau_at outage' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at outage set' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at outage set' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at outage set' -l cause -x -a '(__fish_pantau_ids causes)' -d 'planned_work upstream power_site power_grid fuel_out battery_solar provider_equipment provider_core rain_fade fee_unpaid suspended quota_exhausted theft_vandalism security natural_disaster local_network monitoring_fault unknown'
complete -c pantau -n '__fish_pantau_at outage set' -l note -x -d 'What is known'
complete -c pantau -n '__fish_pantau_at outage set' -l document -x -d 'Number of a letter or report'
complete -c pantau -n '__fish_pantau_at outage set' -l reported -x -d 'When it was reported to the provider'
complete -c pantau -n '__fish_pantau_at outage set' -l ticket -x -d 'The provider\'s number for it'
complete -c pantau -n '__fish_pantau_at outage set' -a '(__fish_pantau_ids links)'
complete -c pantau -n '__fish_pantau_at maintenance' -a add -d 'Announces work'
complete -c pantau -n '__fish_pantau_at maintenance' -a list -d 'Announced work, present and ahead'
complete -c pantau -n '__fish_pantau_at maintenance' -a end -d 'Ends work now, or takes it back'
complete -c pantau -n '__fish_pantau_at maintenance' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at maintenance add' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at maintenance add' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at maintenance add' -l site -x -a '(__fish_pantau_ids sites)' -d 'All links of a site; may be repeated'
complete -c pantau -n '__fish_pantau_at maintenance add' -l district -x -a '(__fish_pantau_ids districts)' -d 'All links of a district'
complete -c pantau -n '__fish_pantau_at maintenance add' -l provider -x -a '(__fish_pantau_ids providers)' -d 'All links of a provider'
complete -c pantau -n '__fish_pantau_at maintenance add' -l from -x -d 'RFC 3339, local time, "now" or "+2h"'
complete -c pantau -n '__fish_pantau_at maintenance add' -l to -x -d 'The same; "+5h" counts from --from'
complete -c pantau -n '__fish_pantau_at maintenance add' -l reason -x -d 'Why'
complete -c pantau -n '__fish_pantau_at maintenance add' -l document -x -d 'Number of the letter'
complete -c pantau -n '__fish_pantau_at maintenance add' -a '(__fish_pantau_ids links)'
complete -c pantau -n '__fish_pantau_at maintenance list' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at maintenance list' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at maintenance list' -l all -d 'What is over, too'
complete -c pantau -n '__fish_pantau_at maintenance list' -l json -d 'One JSON document'
complete -c pantau -n '__fish_pantau_at maintenance end' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at maintenance end' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at availability' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at availability' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at availability' -l from -x -d 'First day, local'
complete -c pantau -n '__fish_pantau_at availability' -l to -x -d 'Last day, local, included'
complete -c pantau -n '__fish_pantau_at availability' -l by -x -a 'link site district phase provider contract' -d 'link site district phase provider contract'
complete -c pantau -n '__fish_pantau_at availability' -l contract -x -a '(__fish_pantau_ids contracts)' -d 'Only what stood under this contract'
complete -c pantau -n '__fish_pantau_at availability' -l json -d 'One JSON document'
complete -c pantau -n '__fish_pantau_at availability' -l csv -d 'RFC 4180'
complete -c pantau -n '__fish_pantau_at restitution' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at restitution' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at restitution' -l month -x -d '2026-10, local'
complete -c pantau -n '__fish_pantau_at restitution' -l contract -x -a '(__fish_pantau_ids contracts)' -d 'One contract; default: all with a fee'
complete -c pantau -n '__fish_pantau_at restitution' -l json -d 'One JSON document'
complete -c pantau -n '__fish_pantau_at restitution' -l csv -d 'RFC 4180, a row a link and one a contract'
complete -c pantau -n '__fish_pantau_at import' -a csv -d 'Districts, sites and links from a spreadsheet'
complete -c pantau -n '__fish_pantau_at import' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at import csv' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at import csv' -s c -l config -r -F -d 'Configuration whose districts, phases, providers, contracts and sites the sheet may name; they are not written again'
complete -c pantau -n '__fish_pantau_at import csv' -s o -l output -r -F -d 'File to write, which must not exist; default: standard output'
complete -c pantau -n '__fish_pantau_at import csv' -F
complete -c pantau -n '__fish_pantau_at rollout' -a curve -d 'The S-curve by month ends: planned, actual, frozen'
complete -c pantau -n '__fish_pantau_at rollout' -a freeze -d 'Keeps today\'s plan in the book, so that re-planning does not rewrite history'
complete -c pantau -n '__fish_pantau_at rollout' -a history -d 'What changed in the inventory between two loads of the configuration'
complete -c pantau -n '__fish_pantau_at rollout' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at rollout' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at rollout' -l json -d 'One JSON document'
complete -c pantau -n '__fish_pantau_at rollout' -l csv -d 'RFC 4180, a row a phase, the total last'
complete -c pantau -n '__fish_pantau_at rollout curve' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at rollout curve' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at rollout curve' -l csv -d 'RFC 4180'
complete -c pantau -n '__fish_pantau_at rollout freeze' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at rollout freeze' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at rollout history' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at rollout history' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at rollout history' -l csv -d 'RFC 4180'
complete -c pantau -n '__fish_pantau_at rollout history' -a '(__fish_pantau_item contract district link phase provider site technology)'
complete -c pantau -n '__fish_pantau_at complete' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at complete' -s c -l config -r -F -d 'Configuration file'
complete -c pantau -n '__fish_pantau_at complete' -a 'links sites devices contracts phases districts providers technologies credentials profiles causes'
complete -c pantau -n '__fish_pantau_at help' -s h -l help -d 'Print this help message and exit'
complete -c pantau -n '__fish_pantau_at help' -a 'run check explain doctor ping snmp status acceptance why outages outage maintenance availability restitution import rollout complete help'
