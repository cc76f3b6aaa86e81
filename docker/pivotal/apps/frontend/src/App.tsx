import { STATES, type NewStory, type State, type Story } from "@pivotal/shared";
import { useMemo, useState } from "react";
import { Api, Failure } from "./api";
import { Column } from "./Column";
import { NewStoryForm } from "./NewStoryForm";
import type { Settings } from "./settings";
import { useBoard } from "./useBoard";

export function App({ settings }: { readonly settings: Settings }) {
    const api = useMemo(() => new Api(settings.apiBaseUrl), [settings.apiBaseUrl]);
    const { stories, velocity, trouble, seenAt, refresh } = useBoard(api);
    const [refused, setRefused] = useState<Failure>();

    /** Whether it was done; why not is shown. */
    const attempt = async (what: () => Promise<unknown>): Promise<boolean> => {
        const failure = await what().then(
            () => undefined,
            (problem: unknown) => (problem instanceof Failure ? problem : new Failure("failed", String(problem), "")),
        );
        setRefused(failure);
        await refresh();
        return failure === undefined;
    };
    const move = (story: Story, state: State) => void attempt(() => api.move(story.id, { state, version: story.version }));
    const thisWeek = velocity?.weeks[0];

    return (
        <main>
            <header>
                <h1>
                    Story board {settings.environment && <span className="environment">{settings.environment}</span>}
                </h1>
                <p className="velocity">
                    {thisWeek
                        ? `Velocity: ${thisWeek.points} points in ${thisWeek.stories} stories, week of ${thisWeek.week}`
                        : "Velocity: nothing accepted yet"}
                </p>
            </header>
            {trouble && (
                <p role="alert" className="trouble">
                    {trouble.message} {seenAt ? `You see the board as of ${seenAt.toLocaleTimeString()}. ` : ""}
                    It comes back by itself.
                </p>
            )}
            {refused && (
                <p role="alert" className="refused">
                    {refused.passes ? "Your last change was not made." : refused.message} {refused.action}{" "}
                    <button type="button" onClick={() => setRefused(undefined)}>
                        Dismiss
                    </button>
                </p>
            )}
            <NewStoryForm onAdd={(story: NewStory) => attempt(() => api.add(story))} />
            {stories === undefined ? (
                <p>{trouble ? "The board cannot be shown yet." : "Loading the board …"}</p>
            ) : (
                <div className="board">
                    {STATES.map((state) => (
                        <Column
                            key={state}
                            state={state}
                            stories={stories.filter((story) => story.state === state)}
                            onMove={move}
                        />
                    ))}
                </div>
            )}
        </main>
    );
}
