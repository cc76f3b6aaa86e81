import { type FormEvent, useState } from "react";
import { logIn, type Session } from "../api";

export function LoginForm({ notice, onLogin }: { notice: string; onLogin: (session: Session) => void }) {
    const [problem, setProblem] = useState(notice);
    const [busy, setBusy] = useState(false);

    const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        setBusy(true);
        try {
            onLogin(await logIn(String(form.get("username")), String(form.get("password"))));
        } catch (error) {
            setProblem(error instanceof Error ? error.message : String(error));
            setBusy(false);
        }
    };

    return (
        <main className="login">
            <form onSubmit={(event) => void submit(event)}>
                <h1>SOVD</h1>
                <p>Commands to vehicles, and their responses as they arrive.</p>
                <label htmlFor="username">User name</label>
                <input id="username" name="username" autoComplete="username" required autoFocus />
                <label htmlFor="password">Password</label>
                <input id="password" name="password" type="password" autoComplete="current-password" required />
                {problem && (
                    <p className="problem" role="alert">
                        {problem}
                    </p>
                )}
                <button type="submit" disabled={busy}>
                    Log in
                </button>
            </form>
        </main>
    );
}
