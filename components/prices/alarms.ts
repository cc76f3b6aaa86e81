import { HOST_NAMESPACE, HOST_NUMBERS, REPORT_SECONDS } from "../alarms/host-numbers";
import { line, type PriceContext, type PriceLine } from "./line";
import { plain, type PricedResource } from "./resources";
import { HOURS } from "./table";

/** A month of reports, as requests are paid by the thousand. */
const THOUSAND_REPORTS = (HOURS * 3600) / REPORT_SECONDS / 1000;

/**
 * An alarm, in a line of its own for each owner: how many, not which. The numbers of AWS's services cost nothing; one that a host sends
 * is paid for by whoever watches it, which is one alarm each; and that of the disks, of which there is one a host, for the requests.
 */
export function metricAlarm(alarm: PricedResource, context: PriceContext): readonly PriceLine[] {
    const all = context.of(alarm.type).filter(({ owner }) => owner === alarm.owner);
    const how = all[0] === alarm ? `${all.length} of metrics` : "";
    const own = all.filter(isOwn);
    const many = `${own.length} of the host's own`;
    return [
        ...line("alarms", { price: "alarm", count: 1, how }, context),
        ...(isOwn(alarm)
            ? line("metrics", { price: "ownMetric", count: 1, how: own[0] === alarm ? many : "" }, context)
            : []),
        ...(isOwn(alarm) && plain(alarm.props.metricName) === HOST_NUMBERS.disk
            ? line("metrics", { price: "metricRequests", count: THOUSAND_REPORTS, how: "a report a minute" }, context)
            : []),
    ];
}

function isOwn({ props }: PricedResource): boolean {
    return plain(props.namespace) === HOST_NAMESPACE;
}
