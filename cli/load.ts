/**
 * Loads what a command needs when it runs, so that `--help` is quick. `import()` would not do: transpiled as it loads, it goes to Node's
 * own loader, which knows no TypeScript.
 *
 * @param path from this folder, such as `./doctor/doctor`
 */
export function load<T>(path: string): T {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require(path) as T;
}
