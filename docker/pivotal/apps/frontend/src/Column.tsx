import { nextStates, type State, type Story } from "@pivotal/shared";
import { HEADINGS, verb } from "./words";

interface Props {
    readonly state: State;
    readonly stories: readonly Story[];
    readonly onMove: (story: Story, to: State) => void;
}

export function Column({ state, stories, onMove }: Props) {
    return (
        <section className={`column ${state}`} aria-label={HEADINGS[state]}>
            <h2>
                {HEADINGS[state]} <span className="count">{stories.length}</span>
            </h2>
            <ul>
                {stories.map((story) => (
                    <li key={story.id} className="story">
                        <p className="title">{story.title}</p>
                        <p className="points">
                            {story.points} {story.points === 1 ? "point" : "points"}
                        </p>
                        <p className="actions">
                            {nextStates(story.state).map((to) => (
                                <button
                                    key={to}
                                    type="button"
                                    aria-label={`${verb(story.state, to)}: ${story.title}`}
                                    onClick={() => onMove(story, to)}
                                >
                                    {verb(story.state, to)}
                                </button>
                            ))}
                        </p>
                    </li>
                ))}
            </ul>
        </section>
    );
}
