import { useEffect, useState } from "react";
import type { State } from "./state";

/** What a person does; bot/preview/page/acting.py reads it. */
export type Act = { act: string; person: string; [key: string]: unknown };

let before: Promise<unknown> = Promise.resolve();

/** Do it, after what was done before; resolves to what went wrong, empty if nothing did. */
export function send(act: Act): Promise<string> {
  const done = before.then(() => post(act));
  before = done;
  return done;
}

async function post(act: Act): Promise<string> {
  try {
    const answer = await fetch("act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(act),
    });
    const said = (await answer.json()) as { error?: string };
    return said.error ?? "";
  } catch {
    return GONE;
  }
}

/** Asked for by nobody, nowhere, the state is the first person's: they need not wait for it again. */
const NOBODY = " ";

export const GONE = "The bot on this machine has ended. Start it again with: make try";

/** The state, kept up to date, and whether it is what this person sees in this conversation yet; null before the first. */
export function useLive(person: string, shown: string): { state: State | null; fresh: boolean; gone: boolean } {
  const [loaded, setLoaded] = useState<{ state: State; me: string } | null>(null);
  const [gone, setGone] = useState(false);
  const me = `${person} ${shown}`;
  useEffect(() => {
    const abort = new AbortController();
    async function follow(): Promise<void> {
      let revision = "";
      while (!abort.signal.aborted) {
        try {
          const query = new URLSearchParams({ person, shown, after: revision });
          const answer = await fetch(`state?${query}`, { signal: abort.signal });
          if (!answer.ok) throw new Error(answer.statusText);
          const next = (await answer.json()) as State;
          revision = next.revision;
          if (abort.signal.aborted) return;
          setLoaded({ state: next, me });
          setGone(false);
        } catch {
          if (abort.signal.aborted) return;
          setGone(true);
          await new Promise((resolve) => setTimeout(resolve, 1000));
        }
      }
    }
    void follow();
    return () => abort.abort();
  }, [person, shown, me]);
  return { state: loaded?.state ?? null, fresh: loaded?.me === me || (loaded?.me === NOBODY && !shown), gone };
}
