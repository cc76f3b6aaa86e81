export interface Settings {
    /** Where the API is: a path of the same server, or a whole address. */
    readonly apiBaseUrl: string;
    /** Shown beside the title, so that nobody takes one environment for another. */
    readonly environment: string;
}

declare global {
    interface Window {
        PIVOTAL?: Partial<Settings>;
    }
}

/** What /config.js says, written when the container started. */
export function settings(): Settings {
    const { apiBaseUrl = "/api/v1", environment = "" } = window.PIVOTAL ?? {};
    return { apiBaseUrl, environment };
}
