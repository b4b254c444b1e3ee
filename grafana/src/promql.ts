// SPDX-License-Identifier: Apache-2.0
// Queries: every selector names job and gateway, so that two gateways may share a Prometheus.

const scope = 'job=~"$job",instance=~"$instance"';

/** A selector: metric("pantau_link_up", 'link="$link"'). */
export function metric(name: string, ...matchers: string[]): string {
  return `${name}{${[scope, ...matchers].join(",")}}`;
}

export const onSite = "on (job, instance, site)";
export const onLink = "on (job, instance, site, link)";

/** Only what belongs to the chosen districts and phases; adds the named labels of the site. */
export function ofSites(expression: string, matchers: string, ...labels: string[]): string {
  return `${expression} * ${onSite} group_left (${labels.join(", ")}) ${metric("pantau_site_info", matchers)}`;
}

/** The same for links, by their own info series. */
export function ofLinks(expression: string, matchers: string, ...labels: string[]): string {
  return `${expression} * ${onLink} group_left (${labels.join(", ")}) ${metric("pantau_link_info", matchers)}`;
}

/** Only what belongs to the chosen sites; adds nothing. */
export function amongSites(expression: string, matchers: string): string {
  return `${expression} and ${onSite} ${metric("pantau_site_info", matchers)}`;
}

/** Only what belongs to the sites of the chosen links. */
export function amongLinkSites(expression: string, matchers: string): string {
  return `${expression} and ${onSite} ${metric("pantau_link_info", matchers)}`;
}

/** Of every site, as `pantau_site_state_code` counts; 5 for those that are not in service. */
export const siteStates = `(${metric("pantau_site_state_code")} and ${onSite} ${metric("pantau_site_live")} == 1 or ${onSite} 0 * ${metric("pantau_site_info")} + 5)`;

export function amongLinks(expression: string, matchers: string): string {
  return `${expression} and ${onLink} ${metric("pantau_link_info", matchers)}`;
}

/** Of the values that the metric had in the time shown, as many as are drawn; told at its end. */
const throughout = (way: string, name: string, matchers: string): string => `${way}(${metric(name, matchers)}[$__range:$__interval] @ end())`;

/** Of the links of `matchers`, and that have the metric, those `count` that stood in the worst state in the time shown. */
export function worstLinks(expression: string, matchers: string, count: number, having?: string): string {
  const codes = throughout("max_over_time", "pantau_link_state_code", matchers);
  const some = having ? `${codes} and ${onLink} ${throughout("last_over_time", having, matchers)}` : codes;
  return `${expression} and ${onLink} topk(${count}, ${some})`;
}

/** Behind a count: none is 0 while pantau says what there is, and not known when nobody asks it. */
export const orNone = `or 0 * count(${metric("pantau_site_info")})`;

/** Instances that can see now: what the others say of people and places is not zero but not known. */
export const seeing = `on (job, instance) ${metric("pantau_vantage_ok")} == 1`;
