import type { Command } from "../api";

const words: Readonly<Record<Command["status"], string>> = {
    pending: "Waiting",
    running: "Answering",
    completed: "Completed",
    failed: "Failed",
};

export function CommandList({ commands }: { commands: readonly Command[] }) {
    if (commands.length === 0) return <p className="empty">No commands yet.</p>;
    return (
        <ol className="commands" aria-live="polite">
            {commands.map((command) => (
                <li key={command.id} data-id={command.id} data-status={command.status}>
                    <div className="what">
                        <strong>{command.name.replaceAll("_", " ")}</strong>
                        <span>{Object.values(command.parameters).join(", ")}</span>
                        <span className={`status ${command.status}`}>{words[command.status]}</span>
                        <small>
                            {command.requested_by}, {new Date(command.created_at).toLocaleTimeString()}
                        </small>
                    </div>
                    <ol className="responses">
                        {command.responses.map(({ sequence, payload }) => (
                            <li key={sequence}>
                                {Object.entries(payload)
                                    .map(([key, value]) => `${key}: ${String(value)}`)
                                    .join(" · ")}
                            </li>
                        ))}
                    </ol>
                </li>
            ))}
        </ol>
    );
}
