/** A command line of a page, and where it stands. */
export interface Quoted {
    readonly line: string;
    /** In a fenced block it is whole; in running text it may be a part of one. */
    readonly whole: boolean;
}

const FENCE = /^( *)```(\w*)\n([^]*?)^\1```/gm;
/** Programs whose name begins a command in running text. */
const IN_TEXT = /^(npx|npm|pulumi|slipway) /;
/** A block without a language that begins so is a command that nobody would find. */
const LOOKS_LIKE_ONE = /^\s*(\$ )?(npx|npm|pulumi|slipway|aws|docker|openssl|git|cd|export) /;

/** The command lines of a page: blocks marked sh, bash or console, and code in running text that begins with a program of ours. */
export function commandsOf(markdown: string): Quoted[] {
    const blocks = [...markdown.matchAll(FENCE)].flatMap(([, , language, text = ""]) => {
        if (language === "sh" || language === "bash") return [text];
        if (language === "console") return [...text.matchAll(/^\s*\$ (.*)$/gm)].map(([, line]) => line!);
        return [];
    });
    const text = markdown.replace(FENCE, "").replaceAll("``", "");
    const spans = [...text.matchAll(/`([^`\n]+(?:\n[^`\n]+)?)`/g)].map(([, span]) => span!.replace(/\n\s*/g, " "));
    return [
        ...blocks.map((line) => ({ line, whole: true })),
        ...spans.filter((span) => IN_TEXT.test(span) && !span.includes("…")).map((line) => ({ line, whole: false })),
    ];
}

/** Blocks that hold commands and do not say so. */
export function unmarkedCommands(markdown: string): string[] {
    return [...markdown.matchAll(FENCE)]
        .filter(([, , language, text = ""]) => language === "" && LOOKS_LIKE_ONE.test(text))
        .map(([, , , text = ""]) => text.trim().split("\n")[0]!);
}

/** Blocks of YAML. */
export function yamlOf(markdown: string): string[] {
    return [...markdown.matchAll(FENCE)]
        .filter(([, , language]) => language === "yaml")
        .map(([, indent = "", , text = ""]) => text.replaceAll(new RegExp(`^${indent}`, "gm"), ""));
}

/** Something in the place of `<what the reader puts there>`. */
function filled(script: string): string {
    return script.replaceAll("<number>", "7").replace(/<[A-Za-z][^<>\n]*>/g, "example");
}

/** The simple commands that a script of the shell is made of, those of `$(…)` too, as their words. Redirections and assignments are left out. */
export function simpleCommands(script: string): string[][] {
    const text = filled(script);
    const commands: string[][] = [];
    let words: string[] = [];
    let word: string | undefined;
    let redirected = false;
    let index = 0;
    const endWord = () => {
        if (word !== undefined && !redirected) words.push(word);
        if (word !== undefined) redirected = false;
        word = undefined;
    };
    const endCommand = () => {
        endWord();
        while (words[0] !== undefined && /^\w+=/.test(words[0])) words.shift();
        if (words.length > 0) commands.push(words);
        words = [];
    };
    const substitution = () => {
        const end = closing(text, index + 2);
        commands.push(...simpleCommands(text.slice(index + 2, end)));
        word = `${word ?? ""}substituted`;
        index = end + 1;
    };
    while (index < text.length) {
        const char = text[index]!;
        if (char === "\\" && text[index + 1] === "\n") index += 2;
        else if (char === "\\") {
            word = `${word ?? ""}${text[index + 1] ?? ""}`;
            index += 2;
        } else if (char === "'") {
            const end = text.indexOf("'", index + 1);
            word = `${word ?? ""}${text.slice(index + 1, end)}`;
            index = end + 1;
        } else if (char === '"') {
            index++;
            word ??= "";
            while (index < text.length && text[index] !== '"') {
                if (text.startsWith("$(", index)) substitution();
                else word += text[index++];
            }
            index++;
        } else if (text.startsWith("$(", index)) substitution();
        else if (char === "#" && word === undefined) index = lineEnd(text, index);
        else if (/[|&;\n]/.test(char)) {
            endCommand();
            index++;
        } else if (/[<>]/.test(char)) {
            endWord();
            redirected = true;
            index++;
        } else if (/\s/.test(char)) {
            endWord();
            index++;
        } else {
            word = `${word ?? ""}${char}`;
            index++;
        }
    }
    endCommand();
    return commands;
}

function lineEnd(text: string, from: number): number {
    const end = text.indexOf("\n", from);
    return end < 0 ? text.length : end;
}

/** Where the bracket closes that was opened before `from`. */
function closing(text: string, from: number): number {
    let depth = 1;
    for (let at = from; at < text.length; at++) {
        if (text[at] === "(") depth++;
        if (text[at] === ")" && --depth === 0) return at;
    }
    return text.length;
}
