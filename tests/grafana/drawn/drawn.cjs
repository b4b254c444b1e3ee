// SPDX-License-Identifier: Apache-2.0
// What people would read in each panel, by the code of Grafana itself: drawn.cjs DASHBOARDS ANSWERS [--show [NAME]]
//
// ANSWERS holds for each moment what a store answered: {month, moments: {MOMENT: {BOARD: {PANEL: {REF: {step, result}}}}}}.
// They become frames as the data source makes them, go through the panel's transformations, overrides and formats in the
// oldest and the newest version that the dashboards are for, and what comes out is judged. One fault a line; 1 if there is
// one. --show prints it all instead, to be read.

"use strict";

const fs = require("node:fs");
const path = require("node:path");

const newest = require("grafana-data-13");
global.window = global; // what 10 looks for when it is loaded, and 13 when it transforms
global.navigator ??= { userAgent: "node", language: "en-US", languages: ["en-US"] };
const versions = { 10: require("grafana-data-10"), 13: newest };
const standard = ["unit", "decimals", "min", "max", "mappings", "thresholds", "noValue", "color", "links", "description", "displayName"];

for (const [version, grafana] of Object.entries(versions)) {
  const byId = new Map(Object.values(grafana.standardTransformers).map((transformer) => [transformer.id, transformer]));
  const info = (transformer) => ({
    id: transformer.id,
    name: transformer.name,
    transformation: version < 13 ? transformer : () => Promise.resolve(transformer),
  });
  grafana.standardTransformersRegistry.setInit(() => [...byId.values()].map(info));
}

/** What a panel's own settings are known by; Grafana has this list with its editors. */
function settings(grafana) {
  const plain = (id, settingsPath, isCustom) => ({
    id,
    path: settingsPath,
    isCustom,
    name: id,
    process: id === "displayName" ? grafana.displayNameOverrideProcessor : (value) => value,
    shouldApply: () => true,
  });
  const registry = new grafana.FieldConfigOptionsRegistry(() => standard.map((id) => plain(id, id, false)));
  const known = registry.getIfExists.bind(registry);
  registry.getIfExists = (id) => known(id) ?? (id?.startsWith("custom.") ? plain(id, id.slice("custom.".length), true) : undefined);
  return registry;
}

/** The name of a series: its legend with labels filled in, else its labels, else the query. */
function nameOf(target, labels) {
  if (target.legendFormat) return target.legendFormat.replace(/\{\{\s*(.+?)\s*\}\}/g, (_, label) => labels[label] ?? "");
  const rest = Object.entries(labels).filter(([label]) => label !== "__name__");
  const named = `${labels.__name__ ?? ""}{${rest.map(([label, value]) => `${label}="${value}"`).join(", ")}}`;
  return named === "{}" ? target.expr : named;
}

const number = (text) => (/inf/i.test(text) ? (text[0] === "-" ? -Infinity : Infinity) : parseFloat(text));

/** One frame a series. */
function series(target, answer) {
  return answer.result.map((row) => {
    const points = row.values ?? [row.value];
    return {
      refId: target.refId,
      length: points.length,
      fields: [
        { name: "Time", type: "time", config: { interval: answer.step * 1000 }, values: points.map(([time]) => time * 1000) },
        {
          name: "Value",
          type: "number",
          labels: { ...row.metric },
          config: { displayNameFromDS: nameOf(target, row.metric) },
          values: points.map(([, value]) => number(value)),
        },
      ],
    };
  });
}

/** One frame with a column a label. */
function rows(target, answer, alone) {
  const labels = [...new Set(answer.result.flatMap((row) => Object.keys(row.metric).sort()))];
  const column = (name, type, value) => ({ name, type, config: {}, values: answer.result.map(value) });
  return {
    refId: target.refId,
    length: answer.result.length,
    fields: [
      column("Time", "time", (row) => row.value[0] * 1000),
      ...labels.map((label) => column(label, "string", (row) => row.metric[label] ?? "")),
      column(alone ? "Value" : `Value #${target.refId}`, "number", (row) => number(row.value[1])),
    ],
  };
}

/** One frame with a column a bucket, counts of each alone. */
function buckets(target, answer) {
  const sorted = [...answer.result].sort((one, other) => number(one.metric.le) - number(other.metric.le));
  const times = [...new Set(sorted.flatMap((row) => row.values.map(([time]) => time)))].sort((one, other) => one - other);
  let below = times.map(() => 0);
  const fields = sorted.map((row) => {
    const at = new Map(row.values.map(([time, value]) => [time, number(value)]));
    const counts = times.map((time) => at.get(time) ?? 0);
    const values = counts.map((count, place) => Math.max(0, count - below[place]));
    below = counts;
    return { name: row.metric.le, type: "number", config: {}, values };
  });
  const time = { name: "Time", type: "time", config: {}, values: times.map((each) => each * 1000) };
  return sorted.length ? [{ refId: target.refId, length: times.length, meta: { type: "heatmap-rows" }, fields: [time, ...fields] }] : [];
}

function framesOf(panel, answers, fill) {
  const alone = panel.targets.length === 1;
  return panel.targets.flatMap((asked) => {
    const target = { ...asked, legendFormat: fill(asked.legendFormat) };
    const answer = answers[target.refId];
    if (target.format === "table") return [rows(target, answer, alone)];
    return target.format === "heatmap" ? buckets(target, answer) : series(target, answer);
  });
}

const everywhere = (value, change) => {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((each) => everywhere(each, change));
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, everywhere(each, change)]));
};

/** Version 10 fills variables into few options of transformations, later ones into all. */
function transformed(version, transformations, frames, fill) {
  const chosen = version < 11 ? structuredClone(transformations) : everywhere(transformations, fill);
  if (!chosen.length) return Promise.resolve(frames);
  return new Promise((next, error) => {
    versions[version].transformDataFrame(chosen, frames, { interpolate: fill }).subscribe({ next, error });
  });
}

function drawn(version, panel, frames, fill) {
  const grafana = versions[version];
  const fieldConfig = structuredClone(panel.fieldConfig);
  // JSON has no -Infinity; Grafana puts it back.
  for (const step of fieldConfig.defaults.thresholds?.steps ?? []) step.value ??= -Infinity;
  const theme = grafana.createTheme({ colors: { mode: "dark" } });
  const shared = { fieldConfig, replaceVariables: fill, theme, timeZone: "Asia/Jayapura" };
  const data = grafana.applyFieldOverrides({ ...shared, data: frames, fieldConfigRegistry: settings(grafana) });
  return { grafana, shared, data };
}

const cell = (grafana, field, value) => {
  const shown = field.display(value);
  return { text: grafana.formattedValueToString(shown), color: shown.color, empty: value === null || value === undefined };
};

/** A panel as {columns, rows} of a table, {values} of figures, or {lines}. */
async function read(version, panel, answers, fill) {
  const frames = framesOf(panel, answers, fill);
  const { grafana, shared, data } = drawn(version, panel, await transformed(version, panel.transformations ?? [], frames, fill), fill);
  if (data.every((frame) => !frame.length)) return { empty: panel.fieldConfig.defaults.noValue };
  const name = (field, frame) => grafana.getFieldDisplayName(field, frame, data);
  if (["table", "geomap", "barchart", "trend"].includes(panel.type)) {
    const [frame] = data;
    const places = [...Array(frame.length).keys()];
    return {
      frames: data.length,
      columns: frame.fields.map((field) => ({
        name: name(field, frame),
        field: field.name,
        type: field.type,
        width: field.config.custom?.width,
        hidden: field.config.custom?.hidden === true,
        mapped: (field.config.mappings ?? []).length > 0,
      })),
      rows: places.map((place) => frame.fields.map((field) => cell(grafana, field, field.values[place]))),
    };
  }
  if (panel.type === "stat") {
    const values = grafana.getFieldDisplayValues({ ...shared, data, reduceOptions: panel.options.reduceOptions });
    const text = ({ display }) => ({ name: display.title, text: grafana.formattedValueToString(display), color: display.color });
    return { values: values.map(text) };
  }
  const links = JSON.stringify(panel.fieldConfig.defaults.links ?? []);
  const wanted = [...new Set([...links.matchAll(/__field\.labels\.(\w+)/g)].map(([, label]) => label))];
  const lines = data.flatMap((frame) =>
    frame.fields.filter((field) => field.type === "number").map((field) => {
      const values = field.values.filter((value) => value !== null && !Number.isNaN(value));
      const distinct = [...new Set(panel.type === "state-timeline" ? values : [Math.min(...values), Math.max(...values)])];
      return {
        name: name(field, frame),
        texts: distinct.map((value) => cell(grafana, field, value).text),
        unlinked: wanted.filter((label) => !field.labels?.[label]),
      };
    }),
  );
  return { lines };
}

const textsOf = (seen) => [
  ...(seen.columns ?? []).map((column) => column.name),
  ...(seen.rows ?? []).flat().map((each) => each.text),
  ...[...(seen.values ?? []), ...(seen.lines ?? [])].flatMap((each) => [each.name, ...(each.texts ?? [each.text])]),
];

/** What nobody should have to read. */
const silly = [
  [/__name__|pantau_|\{.*=|\$\w/, "a query or a variable"],
  [/^Value( #[A-Z])?$/, "a column of Grafana's own"],
  [/NaN|undefined|null|Invalid/, "no value"],
  [/(^|\D)1[5-9]\d{8}(\d{3})?(\.\d+)?($|\D)|1,[5-9]\d\d(,\d{3}){3}/, "a time as a number"],
  [/\d{5,}/, "a long number without separators"],
  [/ {2}/, "two spaces"],
  [/[a-z]_[a-z]/, "a word of the program"],
];
const mayBeWordsOfTheProgram = new Set(["prober"]);

function faultsOfTable(panel, seen) {
  const faults = seen.frames > 1 && panel.type !== "trend" ? [`${seen.frames} frames, one is shown`] : [];
  const shown = seen.columns.filter((column) => !column.hidden);
  if (new Set(shown.map((column) => column.name)).size < shown.length) faults.push("two columns of one name");
  if (panel.type === "trend" && ["min", "max"].some((bound) => bound in panel.fieldConfig.defaults)) {
    faults.push("bounds of all values are bounds of the axis of dates as well");
  }
  if (["barchart", "trend"].includes(panel.type)) {
    const axis = (name) => name.includes("\\"); // month\provider: a matrix is named by what it is made of
    const named = panel.fieldConfig.overrides.filter((each) => each.matcher.id === "byName" && !axis(each.matcher.options)).map((each) => each.matcher.options);
    const others = seen.columns.filter((column) => column.type === "number" && !axis(column.field) && !named.includes(column.field));
    if (named.length) faults.push(...others.map((column) => `${column.field} has no name of its own`));
  }
  if (panel.type !== "table") return faults;
  const calm = new Set(["text", undefined]);
  seen.rows.forEach((row) => row.forEach((each, place) => {
    if (each.empty && each.text !== "-") faults.push(`an empty cell reads "${each.text}"`);
    if (each.empty && /^#(D55E00|E69F00|CC79A7)$/i.test(each.color) && !calm.has(each.color)) {
      faults.push(`an empty cell of ${seen.columns[place].name} has the colour of an alarm`);
    }
  }));
  // Seven pixels a character and the margins, of a screen of 1920.
  const whole = (panel.gridPos.w / 24) * 1860 - 24;
  const fixed = shown.reduce((sum, column) => sum + (column.width ?? 0), 0);
  const each = (whole - fixed) / Math.max(1, shown.filter((column) => !column.width).length);
  seen.columns.forEach((column, place) => {
    if (column.hidden) return;
    const texts = [column.name, ...seen.rows.map((row) => row[place].text)];
    const [longest] = texts.sort((one, other) => other.length - one.length);
    const width = Math.round(column.width ?? each);
    if (longest.length * 7 + 16 > width) faults.push(`"${longest}" does not fit into ${width} pixels`);
  });
  return faults;
}

function faultsOf(board, panel, seen) {
  if (seen.empty !== undefined) return [];
  const faults = [];
  const allowed = mayBeWordsOfTheProgram.has(board);
  for (const text of textsOf(seen)) {
    for (const [pattern, what] of silly) {
      if (pattern.test(text) && !(allowed && what === "a word of the program")) faults.push(`"${text}" is ${what}`);
    }
  }
  if (seen.columns) faults.push(...faultsOfTable(panel, seen));
  if (seen.values && seen.values.length !== 1) faults.push(`${seen.values.length} figures`);
  if (seen.lines && panel.type !== "heatmap") {
    const names = seen.lines.map((line) => line.name);
    const twice = names.filter((name, place) => names.indexOf(name) !== place);
    if (twice.length) faults.push(`two lines are named ${twice[0]}`);
    const beside = panel.options.legend?.placement === "right" || panel.type === "state-timeline";
    const unlinked = new Set(seen.lines.flatMap((line) => line.unlinked));
    if (unlinked.size) faults.push(`a link names the label ${[...unlinked].join(", ")}, which is not there`);
    if (!beside && names.length > 20) faults.push(`${names.length} lines under one chart`);
    if (panel.type === "state-timeline") {
      const codes = seen.lines.flatMap((line) => line.texts).filter((text) => /^\d/.test(text));
      if (codes.length) faults.push(`a state reads ${codes[0]}`);
    }
  }
  return [...new Set(faults)].slice(0, 5);
}

/** Rows that Grafana would not put together, or that the first query does not know: seen before columns are taken out. */
async function faultsOfRows(version, panel, answers, fill) {
  if (panel.type !== "table") return [];
  const labels = panel.targets.map((target) => /^max by \(([^)]*)\)/.exec(target.expr)?.[1].split(", ") ?? []);
  const identity = labels[0].filter((label) => labels.every((each) => each.includes(label)));
  const merge = panel.transformations.filter((each) => each.id === "merge");
  const [frame] = await transformed(version, merge, framesOf(panel, answers, fill), fill);
  const value = (name, place) => frame.fields.find((field) => field.name === name)?.values[place];
  const keys = [...Array(frame.length).keys()].map((place) => identity.map((label) => value(label, place)).join(" "));
  const faults = keys.filter((key, place) => keys.indexOf(key) !== place).map((key) => `two rows of ${key}`);
  const unknown = keys.filter((_, place) => labels[0].some((label) => value(label, place) === undefined || value(label, place) === null));
  const wanted = panel.transformations.find((each) => each.id === "filterFieldsByName").options.include.names;
  const there = new Set(frame.fields.map((field) => field.name));
  const complete = panel.targets.every((target) => answers[target.refId].result.length);
  const missing = complete ? wanted.filter((name) => !there.has(name)) : [];
  faults.push(...unknown.map((key) => `the first query does not know ${key}`), ...missing.map((name) => `no column ${name}`));
  return faults.slice(0, 5);
}

function print(panel, title, seen) {
  console.log(`  [${panel.type}] ${title} (${panel.gridPos.w} x ${panel.gridPos.h})`);
  if (seen.empty !== undefined) console.log(`      (${seen.empty})`);
  const coloured = (each) => `${each.text}${each.color?.startsWith("#") && each.color !== "#ccccdc" ? `<${each.color}>` : ""}`;
  if (seen.columns) console.log(`      | ${seen.columns.map((column) => column.name).join(" | ")}`);
  for (const row of seen.rows ?? []) console.log(`      | ${row.map(coloured).join(" | ")}`);
  for (const value of seen.values ?? []) console.log(`      ${value.name}: ${coloured(value)}`);
  for (const line of seen.lines ?? []) console.log(`      ${line.name}: ${line.texts.join(" .. ")}`);
}

async function main([folder, answered, show, only]) {
  const { month, moments } = JSON.parse(fs.readFileSync(answered, "utf8"));
  const variables = { month };
  const fill = (text) => (typeof text === "string" ? text.replace(/\$\{?(\w+)(?::\w+)?\}?/g, (all, name) => variables[name] ?? all) : text);
  const stable = (seen) => JSON.stringify(seen).replace(/(a|an|\d+|a few) (second|minute|hour|day)s? ago/g, "ago");
  let [faults, drawings] = [0, 0];
  for (const [moment, boards] of Object.entries(moments)) {
    for (const language of fs.readdirSync(folder)) {
      for (const [board, answers] of Object.entries(boards)) {
        const file = path.join(folder, language, `${board}.json`);
        if ((only && only !== board) || !fs.existsSync(file)) continue;
        const { panels } = JSON.parse(fs.readFileSync(file, "utf8"));
        if (show) console.log(`== ${board}, ${language}, ${moment}`);
        for (const panel of panels.filter((each) => each.targets && answers[each.id])) {
          const [before, now] = [await read(10, panel, answers[panel.id], fill), await read(13, panel, answers[panel.id], fill)];
          if (show) print(panel, fill(panel.title), now);
          if (show) continue;
          const found = [...faultsOf(board, panel, now), ...(await faultsOfRows(13, panel, answers[panel.id], fill))];
          if (stable(before) !== stable(now)) found.push("Grafana 10 and 13 show different things");
          for (const fault of found) console.log(`${board}, ${language}, ${moment}, ${panel.title}: ${fault}`);
          faults += found.length;
          drawings += now.empty === undefined ? 1 : 0;
        }
      }
    }
  }
  console.log(`${drawings} panels drawn`);
  return faults ? 1 : 0;
}

main(process.argv.slice(2)).then((code) => process.exit(code));
