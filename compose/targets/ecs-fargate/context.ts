import type { AppSettings } from "../../../components/app-settings";
import type { ComposeProject, ServiceConfig } from "../../types";

/** One service, with what its mapping may look at. */
export interface ServiceContext {
    readonly project: ComposeProject;
    readonly settings: AppSettings;
    /** The Pulumi project's folder: Dockerfiles are read there. */
    readonly projectDirectory: string;
    readonly name: string;
    readonly service: ServiceConfig;
}
