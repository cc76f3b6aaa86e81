import { LONGEST_TITLE, POINTS, type NewStory } from "@pivotal/shared";
import { type FormEvent, useRef, useState } from "react";

interface Props {
    readonly onAdd: (story: NewStory) => Promise<boolean>;
}

/** The id is made before the first try and kept until one succeeds, so that trying again makes no second story. */
export function NewStoryForm({ onAdd }: Props) {
    const [title, setTitle] = useState("");
    const [points, setPoints] = useState<number>(1);
    const [busy, setBusy] = useState(false);
    const id = useRef<string | undefined>(undefined);

    const submit = async (event: FormEvent) => {
        event.preventDefault();
        if (title.trim() === "" || busy) return;
        id.current ??= newId();
        setBusy(true);
        const done = await onAdd({ id: id.current, title: title.trim(), points });
        setBusy(false);
        if (!done) return;
        id.current = undefined;
        setTitle("");
    };

    return (
        <form className="new-story" onSubmit={(event) => void submit(event)}>
            <label htmlFor="title">New story</label>
            <input
                id="title"
                value={title}
                maxLength={LONGEST_TITLE}
                placeholder="As a user I can …"
                onChange={(event) => setTitle(event.target.value)}
            />
            <label htmlFor="points">Points</label>
            <select id="points" value={points} onChange={(event) => setPoints(Number(event.target.value))}>
                {POINTS.map((value) => (
                    <option key={value}>{value}</option>
                ))}
            </select>
            <button type="submit" disabled={busy}>
                Add story
            </button>
        </form>
    );
}

/** `crypto.randomUUID` is there in secure contexts only, and a board may be served by plain HTTP. */
export function newId(): string {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
