/**
 * For its effect, loaded before Pulumi's SDK: with that comes npm's resolver of dependencies (`@npmcli/arborist`), 300 modules and a quarter of a second of
 * each preview. Pulumi asks it only for the packages of a function that it serialises, and here it serialises none. So it is loaded when it is first asked
 * for something. Should Pulumi load it in another way, all is as without this file.
 */
import Module from "node:module";

type Load = (this: unknown, request: string, parent: unknown, isMain: boolean) => unknown;

const RESOLVER = "@npmcli/arborist";
const loader = Module as unknown as { _load: Load };
const load = loader._load;

loader._load = function (request, parent, isMain) {
    if (request !== RESOLVER) return load.call(this, request, parent, isMain);
    const real = (): object => load.call(this, request, parent, isMain) as object;
    // Marked as what TypeScript's `import * as` takes as it is: of another object it would copy each property, and so load it.
    return new Proxy({}, { get: (_, name) => name === "__esModule" || (Reflect.get(real(), name) as unknown) });
};

export {};
