// SPDX-License-Identifier: Apache-2.0
// What all dashboards have in common: variables, time, links to each other.

import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";

import { Text, text } from "./language";
import { Panels, source } from "./panels";

/** Of what need not be configured: all of it is also what has none. */
const mayBeMissing = new Set(["provider", "technology"]);

const all = (value: string): dashboard.VariableOption => ({ selected: true, text: [value], value: ["$__all"] });

function choice(panels: Panels, name: string, label: Text, query: string, single: boolean): dashboard.QueryVariableBuilder {
  const variable = new dashboard.QueryVariableBuilder(name)
    .label(panels.say(label))
    .datasource(source)
    .query({ query, refId: `variable-${name}`, qryType: 1 })
    .definition(query)
    .refresh(dashboard.VariableRefresh.OnTimeRangeChanged)
    .sort(name === "month" ? dashboard.VariableSort.AlphabeticalDesc : dashboard.VariableSort.NaturalAsc);
  return single ? variable : variable.multi(true).allValue(mayBeMissing.has(name) ? ".*" : ".+").includeAll(true).current(all("All"));
}

const variables: Record<string, [Text, string]> = {
  phase: [text("Tahap", "Phase"), 'label_values(pantau_phase_info{job=~"$job",instance=~"$instance"}, phase)'],
  district: [text("Distrik", "District"), 'label_values(pantau_site_info{job=~"$job",instance=~"$instance"}, district)'],
  site: [text("Lokasi", "Site"), 'label_values(pantau_site_info{job=~"$job",instance=~"$instance",district=~"$district"}, site)'],
  link: [text("Tautan", "Link"), 'label_values(pantau_link_info{job=~"$job",instance=~"$instance",site=~"$site"}, link)'],
  provider: [text("Penyedia", "Provider"), 'label_values(pantau_link_info{job=~"$job",instance=~"$instance"}, provider)'],
  month: [text("Bulan", "Month"), 'label_values(pantau_site_month_seconds{job=~"$job",instance=~"$instance"}, month)'],
  technology: [text("Teknologi", "Technology"), 'label_values(pantau_link_info{job=~"$job",instance=~"$instance"}, technology)'],
};

/** `single`: variables of which one value is chosen. */
export function board(
  panels: Panels,
  name: string,
  title: Text,
  about: Text,
  chosen: string[],
  options: { from?: string; refresh?: string; single?: string[] } = {},
): dashboard.DashboardBuilder {
  const result = new dashboard.DashboardBuilder(panels.say(title))
    .uid(panels.uid(name))
    .description(panels.say(about))
    .tags(["pantau", `pantau-${panels.language}`])
    .timezone("Asia/Jayapura") // of the messages, the months and the journal, wherever the reader's laptop was set up
    .weekStart("monday")
    .readonly()
    .tooltip(dashboard.DashboardCursorSync.Crosshair)
    .refresh(options.refresh ?? "1m")
    .time({ from: options.from ?? "now-24h", to: "now" })
    .link(
      new dashboard.DashboardLinkBuilder("pantau")
        .type(dashboard.DashboardLinkType.Dashboards)
        .tags([`pantau-${panels.language}`])
        .asDropdown(false)
        .keepTime(true)
        .includeVars(true),
    )
    .withVariable(
      new dashboard.DatasourceVariableBuilder("datasource").label(panels.say(text("Sumber data", "Data source"))).type("prometheus"),
    )
    .withVariable(choice(panels, "job", text("Pekerjaan", "Job"), "label_values(pantau_build_info, job)", false))
    .withVariable(choice(panels, "instance", text("Gateway", "Gateway"), 'label_values(pantau_build_info{job=~"$job"}, instance)', false));
  for (const variable of chosen) {
    const [label, query] = variables[variable];
    result.withVariable(choice(panels, variable, label, query, (options.single ?? []).includes(variable)));
  }
  return result;
}

/** Long ranges have few points: an event's query looks back over `$__rate_interval`, as far as the point before. */
export function annotation(panels: Panels, name: Text, expr: string, label: string, colour: string): dashboard.AnnotationQueryBuilder {
  return new dashboard.AnnotationQueryBuilder()
    .name(panels.say(name))
    .datasource(source)
    .enable(true)
    .iconColor(colour)
    .expr(expr)
    .step("15s")
    .titleFormat(`${panels.say(name)} ${label}`);
}
