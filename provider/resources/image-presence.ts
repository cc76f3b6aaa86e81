import { changes, open, type Properties } from "../engine/property-values";
import type { Call, Difference, Resource, State } from "../engine/resource";
import { imageExists, whyDockerIsSilent } from "../docker/daemon";

/**
 * Notices that an image which was loaded into Docker has been removed.
 *
 * `docker-build` compares inputs only: after `docker rmi` (or a new Docker) it sees no change and the release has nothing
 * to run. This resource goes before the image: when the image is missing, its `generation` goes up by one, and the image,
 * whose replacement trigger that is, is built again. Where no daemon answers, nothing is claimed.
 */
export class ImagePresenceResource implements Resource {
    async diff(state: State, news: Properties, call: Call): Promise<Difference> {
        const inputChanges = changes(state.inputs, news);
        if (inputChanges.length > 0) return { changes: inputChanges };
        const image = imageOf(news);
        if ((await whyDockerIsSilent()) !== undefined || (await imageExists(image))) return { changes: [] };
        call.say(`${image} is not in Docker: it is built`);
        return { changes: [{ path: "image", kind: "update" }] };
    }

    async create(news: Properties): Promise<{ id: string; outputs: Properties }> {
        return { id: imageOf(news), outputs: { ...news, generation: 0 } };
    }

    async update(state: State, news: Properties): Promise<Properties> {
        const generation = Number(state.outputs.generation ?? 0);
        // Another tag is another image: docker-build sees that by itself.
        const sameImage = imageOf(state.inputs) === imageOf(news);
        return { ...news, generation: sameImage ? generation + 1 : generation };
    }

    async delete(): Promise<void> {
        // The image belongs to docker-build's resource.
    }
}

function imageOf(properties: Properties): string {
    return String(open<Properties>(properties).image);
}
