import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ApiError, listVehicles, type Session } from "../api";
import { type Commands, commandsOf, merged } from "../commands";
import { listen } from "../live";
import { CommandForm } from "./CommandForm";
import { CommandList } from "./CommandList";

const OVER = "The login has run out: log in again.";

export function Console({ session, onLeave }: { session: Session; onLeave: (why: string) => void }) {
    const { token, username } = session;
    const [commands, setCommands] = useState<Commands>(new Map());
    const [live, setLive] = useState(false);
    const [chosen, setChosen] = useState<number>();
    const { data: vehicles, error } = useQuery({ queryKey: ["vehicles"], queryFn: () => listVehicles(token) });
    const over = error instanceof ApiError && error.status === 401;

    useEffect(
        () =>
            listen(token, {
                commands: (told) => setCommands((known) => merged(known, told)),
                live: setLive,
                over: () => onLeave(OVER),
            }),
        // One connection a login.
        // eslint-disable-next-line react-hooks/exhaustive-deps
        [token],
    );
    useEffect(() => {
        if (over) onLeave(OVER);
    }, [over, onLeave]);

    const vehicle = vehicles?.find(({ id }) => id === chosen) ?? vehicles?.[0];
    return (
        <>
            <header>
                <h1>SOVD</h1>
                <span className={live ? "live on" : "live"} role="status">
                    {live ? "Live" : "Reconnecting…"}
                </span>
                <span className="user">{username}</span>
                <button type="button" className="quiet" onClick={() => onLeave("")}>
                    Log out
                </button>
            </header>
            <main className="console">
                <nav aria-label="Vehicles">
                    <h2>Vehicles</h2>
                    {error && !over && <p className="problem">{error.message}</p>}
                    {vehicles?.map(({ id, name, vin }) => (
                        <button
                            type="button"
                            key={id}
                            aria-current={id === vehicle?.id}
                            onClick={() => setChosen(id)}
                        >
                            <strong>{name}</strong>
                            <small>{vin}</small>
                        </button>
                    ))}
                </nav>
                {vehicle && (
                    <section>
                        <h2>{vehicle.name}</h2>
                        <CommandForm
                            token={token}
                            vehicle={vehicle.id}
                            onSent={(command) => setCommands((known) => merged(known, [command]))}
                        />
                        <CommandList commands={commandsOf(commands, vehicle.id)} />
                    </section>
                )}
            </main>
        </>
    );
}
