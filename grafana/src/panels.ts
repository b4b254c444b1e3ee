// SPDX-License-Identifier: Apache-2.0
// The kinds of panels that the dashboards are made of. Each has a title, a description, a unit, and says in words when
// there is nothing to show.

import * as barchart from "@grafana/grafana-foundation-sdk/barchart";
import * as bargauge from "@grafana/grafana-foundation-sdk/bargauge";
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import * as common from "@grafana/grafana-foundation-sdk/common";
import * as dashboard from "@grafana/grafana-foundation-sdk/dashboard";
import * as geomap from "@grafana/grafana-foundation-sdk/geomap";
import * as heatmap from "@grafana/grafana-foundation-sdk/heatmap";
import * as prometheus from "@grafana/grafana-foundation-sdk/prometheus";
import * as stat from "@grafana/grafana-foundation-sdk/stat";
import * as statetimeline from "@grafana/grafana-foundation-sdk/statetimeline";
import * as table from "@grafana/grafana-foundation-sdk/table";
import * as textpanel from "@grafana/grafana-foundation-sdk/text";
import * as timeseries from "@grafana/grafana-foundation-sdk/timeseries";
import * as trend from "@grafana/grafana-foundation-sdk/trend";

import { Language, Text, text } from "./language";

/** The data source that the reader chose. */
export const source: common.DataSourceRef = { type: "prometheus", uid: "$datasource" };

/** Colours that people with any colour vision tell apart (Okabe and Ito). */
export const colour = {
  up: "#009E73",
  degraded: "#E69F00",
  unknown: "#999999",
  unreachable: "#CC79A7",
  down: "#D55E00",
  not_in_service: "#56606B",
  neutral: "#56B4E9",
  plan: "#0072B2",
  baseline: "#7F7F7F",
};

/** Of lines and columns that are no states; the same family, without what means up or down. */
const lineColours = ["#0072B2", "#E69F00", "#56B4E9", "#CC79A7", "#8C6D31", "#5A5A5A"];

export type State = "up" | "degraded" | "unknown" | "unreachable" | "down" | "not_in_service";

export const stateWord: Record<State, Text> = {
  up: { id: "normal", en: "up" },
  degraded: { id: "menurun", en: "degraded" },
  unknown: { id: "tidak diketahui", en: "unknown" },
  unreachable: { id: "tidak terjangkau", en: "unreachable" },
  down: { id: "gangguan", en: "down" },
  not_in_service: { id: "tidak beroperasi", en: "not in service" },
};

/** As `pantau_link_state_code` counts them, and `siteStates`. */
const codes: State[] = ["unknown", "up", "degraded", "unreachable", "down", "not_in_service"];

export interface Query {
  expr: string;
  legend?: string;
  /** One value at the end of the range instead of a line over it. */
  instant?: boolean;
  /** Rows with a column a label. */
  asTable?: boolean;
  /** Of a table's query: labels that it brings beside those that name its row. */
  brings?: string[];
  asHeatmap?: boolean;
  ref?: string;
}

export interface Face {
  title: Text;
  about: Text;
  width: number;
  height: number;
  queries: Query[];
  unit?: string;
  decimals?: number;
  min?: number;
  max?: number;
  /** Said when there is no data: what that means. */
  empty: Text;
  links?: Link[];
}

export interface Link {
  title: Text;
  url: string;
}

/** Of columns that hold names, in pixels: the longest of a county fit without being cut. */
const widths: Record<string, number> = { name: 260, site: 200, link: 190, root: 190, district: 160, district_name: 160, phase_name: 190, cause: 190, month: 90 };

/** The sentence for an empty panel is none for an empty cell. */
const noCell: dashboard.DynamicConfigValue[] = [{ id: "noValue", value: "-" }];

/** A step of colour: from this value on. The first one has none. */
export type Step = [number | null, string];

interface Common<T> {
  title(text: string): T;
  description(text: string): T;
  datasource(ref: common.DataSourceRef): T;
  span(width: number): T;
  height(height: number): T;
  unit(unit: string): T;
  noValue(text: string): T;
  withTarget(target: Builder<Dataquery>): T;
  decimals(decimals: number): T;
  min(min: number): T;
  max(max: number): T;
  thresholds(thresholds: Builder<dashboard.ThresholdsConfig>): T;
  colorScheme(colour: Builder<dashboard.FieldColor>): T;
  dataLinks(links: Builder<dashboard.DashboardLink>[]): T;
  mappings(mappings: dashboard.ValueMapping[]): T;
  overrideByName(name: string, properties: dashboard.DynamicConfigValue[]): T;
  overrideByRegexp(regexp: string, properties: dashboard.DynamicConfigValue[]): T;
  withTransformation(transformation: dashboard.DataTransformerConfig): T;
}

export class Panels {
  constructor(readonly language: Language) {}

  say(text: Text): string {
    return text[this.language];
  }

  /** Folder-independent address of another dashboard in the same language. */
  uid(name: string): string {
    return this.language === "id" ? `pantau-${name}` : `pantau-${name}-en`;
  }

  /** Address of another dashboard, with the time, the data source and the gateway that the reader has chosen here. */
  to(name: string, ...variables: string[]): string {
    const kept = ["${__url_time_range}", "${datasource:queryparam}", "${job:queryparam}", "${instance:queryparam}"];
    return `/d/${this.uid(name)}?${[...variables, ...kept].join("&")}`;
  }

  private dress<T extends Common<T>>(panel: T, face: Face): T {
    panel
      .title(this.say(face.title))
      .description(this.say(face.about))
      .datasource(source)
      .span(face.width)
      .height(face.height)
      .unit(face.unit ?? "locale") // whole numbers with separators: 323,503 people, not 324 K
      .noValue(this.say(face.empty));
    face.queries.forEach((query, place) => panel.withTarget(this.target(query, place)));
    if (face.decimals !== undefined) panel.decimals(face.decimals);
    if (face.min !== undefined) panel.min(face.min);
    if (face.max !== undefined) panel.max(face.max);
    if (face.links) panel.dataLinks(this.links(face.links));
    return panel;
  }

  private target(query: Query, place: number): prometheus.DataqueryBuilder {
    const target = new prometheus.DataqueryBuilder()
      .refId(query.ref ?? String.fromCharCode(65 + place))
      .datasource(source)
      .expr(query.expr);
    if (query.legend !== undefined) target.legendFormat(query.legend);
    if (query.instant || query.asTable) target.instant();
    else target.range();
    if (query.asTable) target.format(prometheus.PromQueryFormat.Table);
    if (query.asHeatmap) target.format(prometheus.PromQueryFormat.Heatmap);
    return target;
  }

  private links(list: Link[]): dashboard.DashboardLinkBuilder[] {
    return list.map((link) => new dashboard.DashboardLinkBuilder(this.say(link.title)).url(link.url));
  }

  steps(list: Step[]): dashboard.ThresholdsConfigBuilder {
    return new dashboard.ThresholdsConfigBuilder()
      .mode(dashboard.ThresholdsMode.Absolute)
      .steps(list.map(([value, color]) => ({ value, color })));
  }

  /** Of cells: one without a value has the colour of the first step, so that is the colour of text and no alarm. */
  private cellSteps(list: Step[]): dashboard.Threshold[] {
    const [[, lowest], ...rest] = list;
    return [
      { value: -2e15, color: "text" },
      { value: -1e15, color: lowest },
      ...rest.map(([value, color]) => ({ value: value as number, color })),
    ];
  }

  /** Codes of states as words with their colours. */
  stateMappings(): dashboard.ValueMapping[] {
    const options: Record<string, dashboard.ValueMappingResult> = {};
    codes.forEach((state, code) => {
      options[String(code)] = { text: this.say(stateWord[state]), color: colour[state], index: code };
    });
    return [{ type: dashboard.MappingType.ValueToText, options } as dashboard.ValueMap];
  }

  /** Words of metrics as words of people. */
  wordMappings(words: Record<string, [Text, string]>): dashboard.ValueMapping[] {
    const options: Record<string, dashboard.ValueMappingResult> = {};
    Object.entries(words).forEach(([word, [said, color]], index) => {
      options[word] = { text: this.say(said), color, index };
    });
    return [{ type: dashboard.MappingType.ValueToText, options } as dashboard.ValueMap];
  }

  private legend(beside = false): common.VizLegendOptionsBuilder {
    return new common.VizLegendOptionsBuilder()
      .displayMode(common.LegendDisplayMode.List)
      .placement(beside ? common.LegendPlacement.Right : common.LegendPlacement.Bottom)
      .showLegend(true);
  }

  /** `named`: with the name of the series under the value also when there is one alone. */
  stat(face: Face & { steps?: Step[]; spark?: boolean; named?: boolean }): stat.PanelBuilder {
    const queries = face.queries.map((query) => ({ legend: this.say(face.title), ...query }));
    const panel = this.dress(new stat.PanelBuilder() as stat.PanelBuilder & Common<stat.PanelBuilder>, { ...face, queries }) as stat.PanelBuilder;
    const options = new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false);
    return panel
      .reduceOptions(options)
      .graphMode(face.spark ? common.BigValueGraphMode.Area : common.BigValueGraphMode.None)
      .colorMode(common.BigValueColorMode.Value)
      .textMode(face.named ? common.BigValueTextMode.ValueAndName : common.BigValueTextMode.Auto)
      .thresholds(this.steps(face.steps ?? [[null, colour.neutral]]))
      .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds));
  }

  /** `many`: a line a link or device, so that their names stand beside the chart and not under it. */
  lines(face: Face & { steps?: Step[]; stacked?: boolean; many?: boolean; named?: Record<string, [Text, string]>; dashed?: string[] }): timeseries.PanelBuilder {
    const panel = this.dress(
      new timeseries.PanelBuilder() as timeseries.PanelBuilder & Common<timeseries.PanelBuilder>,
      face,
    ) as timeseries.PanelBuilder;
    panel
      .lineWidth(1)
      .fillOpacity(face.stacked ? 60 : 8)
      .showPoints(common.VisibilityMode.Never)
      .spanNulls(false)
      .legend(this.legend(face.many))
      .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending));
    if (face.stacked) panel.stacking(new common.StackingConfigBuilder().mode(common.StackingMode.Normal));
    // One query draws many of a kind: shades of one colour. Several draw different things: shades of a colour each.
    panel.colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Shades).fixedColor(colour.plan));
    if (face.queries.length > 1) {
      face.queries.forEach((_, place) =>
        panel.overrideByQuery(String.fromCharCode(65 + place), [
          { id: "color", value: { mode: "shades", fixedColor: lineColours[place % lineColours.length] } },
        ]),
      );
    }
    if (face.steps) {
      panel.thresholds(this.steps(face.steps));
      panel.thresholdsStyle(new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed));
    }
    for (const [name, [said, color]] of Object.entries(face.named ?? {})) {
      panel.overrideByName(name, [
        { id: "displayName", value: this.say(said) },
        { id: "color", value: { mode: "fixed", fixedColor: color } },
      ]);
    }
    for (const name of face.dashed ?? []) {
      panel.overrideByName(name, [
        { id: "custom.lineStyle", value: { fill: "dash", dash: [6, 6] } },
        { id: "custom.fillOpacity", value: 0 },
        { id: "custom.stacking", value: { mode: "none", group: "A" } },
      ]);
    }
    return panel;
  }

  /** What stood in which state when; queries give state codes. */
  timeline(face: Face): statetimeline.PanelBuilder {
    const panel = this.dress(
      new statetimeline.PanelBuilder() as statetimeline.PanelBuilder & Common<statetimeline.PanelBuilder>,
      face,
    ) as statetimeline.PanelBuilder;
    return panel
      .mappings(this.stateMappings())
      .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds))
      .thresholds(this.steps([[null, colour.unknown]]))
      .showValue(common.VisibilityMode.Never)
      .mergeValues(true)
      .rowHeight(0.85)
      .fillOpacity(90)
      .lineWidth(0)
      .legend(this.legend());
  }

  /**
   * Rows by `by`, a column a query and those labels that are named; `columns` is in the order shown. Grafana merges rows
   * whose labels agree, so each query is cut down to what names its row and what it brings.
   */
  rows(
    face: Face & {
      by: string[];
      columns: Column[];
      sort?: { column: Text; descending: boolean };
    },
  ): table.PanelBuilder {
    const queries = face.queries.map((query) => ({
      ...query,
      asTable: true,
      expr: `max by (${["job", "instance", ...face.by, ...(query.brings ?? [])].join(", ")}) (${query.expr})`,
    }));
    const panel = this.dress(new table.PanelBuilder() as table.PanelBuilder & Common<table.PanelBuilder>, {
      ...face,
      queries,
    }) as table.PanelBuilder;
    panel.cellHeight(common.TableCellHeight.Sm);
    panel.thresholds(this.steps([[null, "text"]]));
    panel.overrideByRegexp("/.*/", noCell);
    if (queries.length > 1) panel.withTransformation({ id: "merge", options: {} });
    const shown = face.columns.map((column) => column.field);
    panel.withTransformation({
      id: "filterFieldsByName",
      options: { include: { names: shown } },
    });
    panel.withTransformation({
      id: "organize",
      options: {
        indexByName: Object.fromEntries(shown.map((field, place) => [field, place])),
        renameByName: Object.fromEntries(face.columns.map((column) => [column.field, this.say(column.title)])),
        excludeByName: {},
      },
    });
    if (face.sort) {
      panel.sortBy([new common.TableSortByFieldStateBuilder().displayName(this.say(face.sort.column)).desc(face.sort.descending)]);
    }
    for (const column of face.columns) {
      const properties: dashboard.DynamicConfigValue[] = [];
      if (column.unit) properties.push({ id: "unit", value: column.unit });
      if (column.decimals !== undefined) properties.push({ id: "decimals", value: column.decimals });
      const width = column.width ?? widths[column.field];
      if (width) properties.push({ id: "custom.width", value: width });
      if (column.hidden) {
        properties.push({ id: "custom.hidden", value: true }); // until Grafana 12
        properties.push({ id: "custom.hideFrom", value: { viz: true, legend: false, tooltip: false } });
      }
      if (column.mappings) properties.push({ id: "mappings", value: column.mappings });
      if (column.mappings || column.steps) {
        properties.push({ id: "custom.cellOptions", value: { type: "color-text" } });
      }
      if (column.steps) {
        properties.push({
          id: "thresholds",
          value: { mode: "absolute", steps: this.cellSteps(column.steps) },
        });
      }
      if (column.links) {
        properties.push({ id: "links", value: column.links.map((link) => ({ title: this.say(link.title), url: link.url })) });
      }
      if (properties.length) panel.overrideByName(this.say(column.title), properties);
    }
    return panel;
  }

  bars(face: Face & { steps?: Step[] }): bargauge.PanelBuilder {
    const panel = this.dress(new bargauge.PanelBuilder() as bargauge.PanelBuilder & Common<bargauge.PanelBuilder>, face) as bargauge.PanelBuilder;
    return panel
      .reduceOptions(new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]).values(false))
      .orientation(common.VizOrientation.Horizontal)
      .displayMode(common.BarGaugeDisplayMode.Basic)
      .thresholds(this.steps(face.steps ?? [[null, colour.neutral]]))
      .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds));
  }

  /** Columns over a label that is no time: months, dates. The first query's rows are turned to a matrix. */
  columns(face: Face & { over: string; by: string; named: Record<string, [Text, string]>; stacked?: boolean }): barchart.PanelBuilder {
    const queries = face.queries.map((query) => ({
      ...query,
      asTable: true,
      expr: `max by (${face.over}, ${face.by}) (${query.expr})`,
    }));
    const panel = this.dress(new barchart.PanelBuilder() as barchart.PanelBuilder & Common<barchart.PanelBuilder>, {
      ...face,
      queries,
    }) as barchart.PanelBuilder;
    panel.colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Shades).fixedColor(colour.plan));
    const cross = `${face.over}\\${face.by}`;
    panel.overrideByRegexp("/.*/", noCell);
    panel
      .withTransformation({
        id: "groupingToMatrix",
        options: { columnField: face.by, rowField: face.over, valueField: "Value", emptyValue: "null" },
      })
      .withTransformation({ id: "sortBy", options: { sort: [{ field: cross }] } })
      .xField(cross)
      .orientation(common.VizOrientation.Vertical)
      .stacking(face.stacked ? common.StackingMode.Normal : common.StackingMode.None)
      .showValue(common.VisibilityMode.Never)
      .xTickLabelRotation(-45)
      .xTickLabelSpacing(100)
      .groupWidth(0.8)
      .barWidth(0.9)
      .fillOpacity(80)
      .legend(this.legend())
      .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi));
    for (const [name, [said, color]] of Object.entries(face.named)) {
      panel.overrideByName(name, [
        { id: "displayName", value: this.say(said) },
        { id: "color", value: { mode: "fixed", fixedColor: color } },
      ]);
    }
    return panel;
  }

  /**
   * Lines over the dates in a label, of which most are not in the range of time that is shown: the first query's rows as a
   * matrix, its dates as numbers, which is what a trend has for its axis.
   */
  curve(face: Face & { over: string; by: string; named: Record<string, [Text, string]> }): trend.PanelBuilder {
    const queries = face.queries.map((query) => ({ ...query, asTable: true, expr: `max by (${face.over}, ${face.by}) (${query.expr})` }));
    // Bounds for everything would be bounds of the dates as well.
    const { min, max, ...unbound } = face;
    const panel = this.dress(new trend.PanelBuilder() as trend.PanelBuilder & Common<trend.PanelBuilder>, { ...unbound, queries }) as trend.PanelBuilder;
    const cross = `${face.over}\\${face.by}`;
    const become = (destinationType: string, more = {}) => ({
      id: "convertFieldType",
      options: { fields: {}, conversions: [{ targetField: cross, destinationType, ...more }] },
    });
    panel
      .withTransformation({
        id: "groupingToMatrix",
        options: { columnField: face.by, rowField: face.over, valueField: "Value", emptyValue: "null" },
      })
      .withTransformation({ id: "sortBy", options: { sort: [{ field: cross }] } })
      .withTransformation(become("time", { dateFormat: "YYYY-MM-DD" }))
      .withTransformation(become("number"))
      .xField(cross)
      .lineWidth(2)
      .fillOpacity(0)
      .showPoints(common.VisibilityMode.Never)
      .spanNulls(false)
      .legend(this.legend())
      .tooltip(new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi))
      .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Shades).fixedColor(colour.plan))
      .overrideByRegexp("/.*/", noCell)
      .overrideByName(cross, [{ id: "unit", value: "time:YYYY-MM" }]);
    for (const [name, [said, color]] of Object.entries(face.named)) {
      panel.overrideByName(name, [
        { id: "displayName", value: this.say(said) },
        { id: "color", value: { mode: "fixed", fixedColor: color } },
        { id: "min", value: min },
        { id: "max", value: max },
      ]);
    }
    return panel;
  }

  heat(face: Face): heatmap.PanelBuilder {
    const panel = this.dress(new heatmap.PanelBuilder() as heatmap.PanelBuilder & Common<heatmap.PanelBuilder>, {
      ...face,
      queries: face.queries.map((query) => ({ ...query, asHeatmap: true, legend: "{{le}}" })),
    }) as heatmap.PanelBuilder;
    return panel
      .calculate(false)
      .maxDataPoints(200) // cells of a few pixels; more of them are slower and no finer
      .color(
        new heatmap.HeatmapColorOptionsBuilder()
          .mode(heatmap.HeatmapColorMode.Scheme)
          .scheme("Oranges")
          .exponent(0.5)
          .steps(64)
          .reverse(false)
          .fill("dark-orange"),
      )
      .yAxis(new heatmap.YAxisConfigBuilder().unit("s").axisPlacement(common.AxisPlacement.Left))
      .cellGap(1)
      .showLegend();
  }

  /** Sites as points with names. Nothing is loaded from outside; under them lies the county's outline, or nothing. */
  map(face: Face): geomap.PanelBuilder {
    const panel = this.dress(new geomap.PanelBuilder() as geomap.PanelBuilder & Common<geomap.PanelBuilder>, {
      ...face,
      queries: face.queries.map((query) => ({ ...query, asTable: true })),
    }) as geomap.PanelBuilder;
    const numbers = ["latitude", "longitude"].map((field) => ({ targetField: field, destinationType: "number" }));
    return panel
      .withTransformation({ id: "convertFieldType", options: { fields: {}, conversions: numbers } })
      .withTransformation({
        id: "filterFieldsByName",
        options: { include: { names: ["site", "name", "short", "district", "latitude", "longitude", "Value"] } },
      })
      .overrideByName("Value", [{ id: "displayName", value: this.say(text("Keadaan", "State")) }])
      .overrideByName("name", [{ id: "displayName", value: this.say(text("Lokasi", "Site")) }])
      .overrideByName("district", [{ id: "displayName", value: this.say(text("Distrik", "District")) }])
      .overrideByRegexp("/^(short|site|latitude|longitude)$/", [
        { id: "custom.hideFrom", value: { viz: false, legend: false, tooltip: true } },
      ])
      .mappings(this.stateMappings())
      .thresholds(
        this.steps([
          [null, colour.unknown],
          [1, colour.up],
          [2, colour.degraded],
          [3, colour.unreachable],
          [4, colour.down],
          [5, colour.not_in_service],
        ]),
      )
      .colorScheme(new dashboard.FieldColorBuilder().mode(dashboard.FieldColorModeId.Thresholds))
      .view(new geomap.MapViewConfigBuilder().id("fit").allLayers(false).layer("sites").padding(15).maxZoom(13))
      .controls(
        new geomap.ControlsOptionsBuilder().showZoom(true).mouseWheelZoom(false).showAttribution(false).showScale(true),
      )
      .basemap(
        new common.MapLayerOptionsBuilder()
          .type("geojson")
          .name("county")
          .config({
            src: "public/maps/pantau-county.geojson",
            rules: [],
            style: { color: { fixed: colour.baseline }, lineWidth: 1, opacity: 0.2 },
          })
          .tooltip(false),
      )
      .layers([this.points()])
      .tooltip(new geomap.TooltipOptionsBuilder().mode(geomap.TooltipMode.Details));
  }

  /** Names stand to the right of their points, where a neighbour's point is least likely. */
  private points(): common.MapLayerOptionsBuilder {
    return new common.MapLayerOptionsBuilder()
      .type("markers")
      .name("sites")
      .location(
        new common.FrameGeometrySourceBuilder()
          .mode(common.FrameGeometrySourceMode.Coords)
          .latitude("latitude")
          .longitude("longitude"),
      )
      .config({
        showLegend: false,
        style: {
          color: { field: "Value", fixed: colour.unknown },
          opacity: 0.9,
          size: { fixed: 6, min: 4, max: 12 },
          symbol: { fixed: "img/icons/marker/circle.svg", mode: "fixed" },
          text: { field: "short", fixed: "", mode: "field" },
          textConfig: { fontSize: 11, offsetX: 10, offsetY: 0, textAlign: "left", textBaseline: "middle" },
        },
      })
      .tooltip(true);
  }

  words(title: Text, content: Text, width: number, height: number): textpanel.PanelBuilder {
    return new textpanel.PanelBuilder()
      .title(this.say(title))
      .description(this.say(title))
      .span(width)
      .height(height)
      .mode(textpanel.TextMode.Markdown)
      .content(this.say(content));
  }

  row(title: Text): dashboard.RowBuilder {
    return new dashboard.RowBuilder(this.say(title));
  }
}

export interface Column {
  /** A label, or "Value #A" of a merged query, or "Value" of a single one. */
  field: string;
  title: Text;
  unit?: string;
  decimals?: number;
  width?: number;
  /** Not shown; there for links. */
  hidden?: boolean;
  steps?: Step[];
  mappings?: dashboard.ValueMapping[];
  links?: Link[];
}
