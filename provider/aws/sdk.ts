/** Loads a library of the AWS SDK where it is used: most runs need few of them, the local target none. */
export function loadSdk<T>(name: string): T {
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require(name) as T;
}
