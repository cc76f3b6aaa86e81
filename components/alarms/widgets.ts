import type { MadeAlarm } from "../alarms";
import type { AlarmDefinition } from "./definition";

/** What of a dashboard belongs together. */
export interface DashboardSection {
    readonly title: string;
    readonly alarms: readonly MadeAlarm[];
}

/** A dashboard is so wide, in its own units. */
const WIDTH = 24;
const [WIDGET_WIDTH, WIDGET_HEIGHT] = [6, 5];
const TITLE_HEIGHT = 1;
/** Of the bar with the state of all alarms of a section. */
const STATE_HEIGHT = 2;

/** The widgets of a dashboard, row by row: for each section its alarms' states, then each alarm's number and the line where it goes off. */
export function dashboardWidgets(sections: readonly DashboardSection[], region: string): object[] {
    let y = 0;
    return sections.flatMap(({ title, alarms }) => {
        const head = [
            { type: "text", x: 0, y, width: WIDTH, height: TITLE_HEIGHT, properties: { markdown: `## ${title}` } },
            {
                ...{ type: "alarm", x: 0, y: y + TITLE_HEIGHT, width: WIDTH, height: STATE_HEIGHT },
                properties: { title: "State", alarms: alarms.map(({ arn }) => arn) },
            },
        ];
        const top = y + TITLE_HEIGHT + STATE_HEIGHT;
        const perRow = WIDTH / WIDGET_WIDTH;
        const numbers = alarms.map(({ name, definition }, index) => ({
            type: "metric",
            x: (index % perRow) * WIDGET_WIDTH,
            y: top + Math.floor(index / perRow) * WIDGET_HEIGHT,
            ...{ width: WIDGET_WIDTH, height: WIDGET_HEIGHT },
            properties: number(`${name}: ${definition.suffix}`, definition, region),
        }));
        y = top + Math.ceil(alarms.length / perRow) * WIDGET_HEIGHT;
        return [...head, ...numbers];
    });
}

function number(title: string, { metric, threshold, when, suffix }: AlarmDefinition, region: string): object {
    const { namespace, name, dimensions, statistic, periodSeconds } = metric;
    const colored = when === "below" ? "below" : "above";
    return {
        ...{ title, region, view: "timeSeries", period: periodSeconds, stat: statistic },
        metrics: [[namespace, name, ...Object.entries(dimensions).flat(), { label: suffix }]],
        annotations: { horizontal: [{ label: `alarm: ${when}`, value: threshold, fill: colored }] },
        yAxis: { left: { min: 0 } },
    };
}
