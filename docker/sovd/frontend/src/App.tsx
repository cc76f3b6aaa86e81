import { useState } from "react";
import type { Session } from "./api";
import { Console } from "./components/Console";
import { LoginForm } from "./components/LoginForm";

const KEY = "sovd-session";

function kept(): Session | undefined {
    try {
        return JSON.parse(sessionStorage.getItem(KEY) ?? "") as Session;
    } catch {
        return undefined;
    }
}

/** The page: the login, and behind it the vehicles. The token lives as long as the browser's tab. */
export function App() {
    const [session, setSession] = useState(kept);
    const [notice, setNotice] = useState("");
    const enter = (fresh: Session): void => {
        sessionStorage.setItem(KEY, JSON.stringify(fresh));
        setNotice("");
        setSession(fresh);
    };
    const leave = (why: string): void => {
        sessionStorage.removeItem(KEY);
        setNotice(why);
        setSession(undefined);
    };
    if (!session) return <LoginForm notice={notice} onLogin={enter} />;
    return <Console session={session} onLeave={leave} />;
}
