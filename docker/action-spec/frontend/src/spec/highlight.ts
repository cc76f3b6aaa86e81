/** Splits one line of YAML into pieces to colour. Rough on purpose: it colours, it does not parse. */

export interface Piece {
    kind: "plain" | "key" | "text" | "literal" | "comment" | "mark";
    text: string;
}

const LINE = /^(\s*(?:- )*)(?:("[^"]*"|'[^']*'|[^\s#:"'[{][^:#]*?)(:)(?=\s|$))?(.*)$/;
const LITERAL = /^(true|false|yes|no|on|off|null|~|[-+]?\d[\d_]*(\.\d+)?)$/i;

export function piecesOf(line: string): Piece[] {
    const match = LINE.exec(line);
    if (!match) return [{ kind: "plain", text: line }];
    const [, lead = "", key, colon, rest = ""] = match;
    const pieces: Piece[] = [{ kind: "mark", text: lead }];
    if (key !== undefined) pieces.push({ kind: "key", text: key }, { kind: "mark", text: colon ?? "" });
    return [...pieces, ...valuePieces(rest)].filter((piece) => piece.text !== "");
}

function valuePieces(rest: string): Piece[] {
    const comment = /(^|\s)#.*$/.exec(rest);
    const value = comment ? rest.slice(0, comment.index) : rest;
    const trimmed = value.trim();
    const kind: Piece["kind"] = LITERAL.test(trimmed) ? "literal" : trimmed ? "text" : "plain";
    const pieces: Piece[] = [{ kind, text: value }];
    if (comment) pieces.push({ kind: "comment", text: comment[0] });
    return pieces;
}
