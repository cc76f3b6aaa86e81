import type { AppSettings } from "../../../components/app-settings";
import type { ImageLock } from "../../image-lock";
import type { ComposeProject, ServiceConfig } from "../../types";

/** One service, with what its mapping may look at. */
export interface ServiceContext {
    readonly project: ComposeProject;
    readonly settings: AppSettings;
    /** The Pulumi project's folder: Dockerfiles are read there. */
    readonly projectDirectory: string;
    readonly lock: ImageLock;
    readonly name: string;
    readonly service: ServiceConfig;
}
