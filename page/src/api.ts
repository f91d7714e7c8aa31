import { useEffect, useRef, useState } from "react";
import type { State } from "./state";

/** What a person does; bot/preview/page/acting.py reads it. */
export type Act = { act: string; person: string; [key: string]: unknown };

/** Do it; resolves to what went wrong, empty if nothing did. */
export async function send(act: Act): Promise<string> {
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

export const GONE = "The bot on this machine has ended. Start it again with: make try";

/** The state as this person sees it in this conversation, kept up to date; null before the first. */
export function useLive(person: string, shown: string): { state: State | null; gone: boolean } {
  const [state, setState] = useState<State | null>(null);
  const [gone, setGone] = useState(false);
  const wanted = useRef("");
  useEffect(() => {
    const abort = new AbortController();
    const me = `${person} ${shown}`;
    wanted.current = me;
    async function follow(): Promise<void> {
      let revision = "";
      while (!abort.signal.aborted) {
        try {
          const query = new URLSearchParams({ person, shown, after: revision });
          const answer = await fetch(`state?${query}`, { signal: abort.signal });
          if (!answer.ok) throw new Error(answer.statusText);
          const next = (await answer.json()) as State;
          revision = next.revision;
          if (wanted.current === me) setState(next);
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
  }, [person, shown]);
  return { state, gone };
}
