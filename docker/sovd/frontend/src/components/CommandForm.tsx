import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { type Command, listKinds, sendCommand } from "../api";

/** An id that no other has. `crypto.randomUUID` is only there over HTTPS and on localhost; a company network may have neither. */
export function newId(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

interface Props {
    readonly token: string;
    readonly vehicle: number;
    readonly onSent: (command: Command) => void;
}

export function CommandForm({ token, vehicle, onSent }: Props) {
    const { data: kinds = [] } = useQuery({ queryKey: ["kinds"], queryFn: () => listKinds(token) });
    const [name, setName] = useState("");
    const [problem, setProblem] = useState("");
    const [busy, setBusy] = useState(false);
    const kind = kinds.find((one) => one.name === name) ?? kinds[0];

    const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
        event.preventDefault();
        if (!kind) return;
        const form = new FormData(event.currentTarget);
        const parameters = Object.fromEntries(Object.keys(kind.parameters).map((key) => [key, String(form.get(key))]));
        setBusy(true);
        setProblem("");
        try {
            onSent(await sendCommand(token, vehicle, { id: newId(), name: kind.name, parameters }));
        } catch (error) {
            setProblem(`Not sent: ${error instanceof Error ? error.message : String(error)}`);
        }
        setBusy(false);
    };

    return (
        <form className="command" onSubmit={(event) => void submit(event)}>
            <label htmlFor="kind">Command</label>
            <select id="kind" value={kind?.name ?? ""} onChange={(event) => setName(event.target.value)}>
                {kinds.map((one) => (
                    <option key={one.name} value={one.name}>
                        {one.title}
                    </option>
                ))}
            </select>
            {Object.entries(kind?.parameters ?? {}).map(([key, values]) => (
                <span key={`${kind?.name}-${key}`}>
                    <label htmlFor={key}>{key}</label>
                    <select id={key} name={key}>
                        {values.map((value) => (
                            <option key={value}>{value}</option>
                        ))}
                    </select>
                </span>
            ))}
            <button type="submit" disabled={busy || !kind}>
                {busy ? "Sending…" : "Send"}
            </button>
            {problem && (
                <p className="problem" role="alert">
                    {problem}
                </p>
            )}
        </form>
    );
}
