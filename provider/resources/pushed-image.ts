import { ecrRepository } from "../aws/ecr";
import type { AwsAccess } from "../aws/access";
import { redactor } from "../core/redact";
import { buildAndPush } from "../docker-build/build";
import { changes, hasUnknown, open, secretTexts, unknown, type Properties } from "../engine/property-values";
import type { Call, Difference, Resource, State } from "../engine/resource";

interface Inputs extends Omit<AwsAccess, "region"> {
    /** In people's words, without the registry's address: `slipway-dev/shop-web:0123…`. Equal images have equal names. */
    readonly image: string;
    /** What is pushed and pulled: the repository's address and the tag. */
    readonly reference: string;
    /** ARN of the ECR repository. */
    readonly repositoryArn: string;
    /** Arguments of docker-build's `Image`: all but tags, registries and where it goes. */
    readonly build: Properties;
}

/**
 * `slipway:index:PushedImage`: an image in ECR under a tag that is a hash of its content.
 *
 * A tag that is there is adopted: CI pushed it, an `up` that was killed before it could record it did, or it is an earlier release to
 * which somebody goes back. Only what is missing is built, by the docker-build provider. docker-build's own `Image` asks nobody and
 * builds whenever its inputs differ; the push of a second build under the same tag is then refused, because the tags are immutable.
 *
 * The preview asks nobody either, so it cannot say another thing than `up` does: the tag changes, or nothing does.
 */
export class PushedImageResource implements Resource {
    async diff(state: State, news: Properties): Promise<Difference> {
        // All that goes into the image is in its tag. Where the context lies, and what a build secret holds, is not.
        const name = changes(state.inputs.image, news.image, "image");
        // The same name at another address: the repository has been made anew.
        return { changes: name.length > 0 ? name : changes(state.inputs.reference, news.reference, "reference") };
    }

    async create(news: Properties, preview: boolean, call: Call): Promise<{ id: string; outputs: Properties }> {
        return { id: String(news.image), outputs: await inEcr(news, preview, call) };
    }

    async update(_state: State, news: Properties, preview: boolean, call: Call): Promise<Properties> {
        return inEcr(news, preview, call);
    }

    async delete(): Promise<void> {
        // A running task, a rollback or another stack may still need it; the repository's lifecycle policy clears up.
    }
}

async function inEcr(news: Properties, preview: boolean, call: Call): Promise<Properties> {
    if (preview || hasUnknown(news)) return { ...news, digest: unknown };
    const { image, reference, repositoryArn, build, ...access } = open<Inputs>(news);
    const repository = ecrRepository(repositoryArn, access, call.signal);
    const tag = reference.slice(reference.lastIndexOf(":") + 1);
    const there = await repository.digestOf(tag);
    if (there !== undefined) {
        call.say(`${image} is in ECR: it is not built again`);
        return { ...news, digest: there };
    }
    const redact = redactor(secretTexts(news));
    const say: Call["say"] = (line, kind) => call.say(redact(line), kind);
    const registry = { address: reference.slice(0, reference.indexOf("/")), ...(await repository.signIn()) };
    try {
        const inputs = { ...build, tags: [reference], push: true, registries: [registry] };
        return { ...news, digest: await buildAndPush(inputs, { ...call, say }) };
    } catch (error) {
        call.signal.throwIfAborted();
        // Somebody else may have been faster with the same content.
        const other = await repository.digestOf(tag);
        if (other === undefined) throw error;
        call.say(`${image} has been pushed by somebody else meanwhile: that one is taken`);
        return { ...news, digest: other };
    }
}
