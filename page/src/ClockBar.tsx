import { useEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import type { State } from "./state";

const STEPS = [
  ["An hour", 3600],
  ["A day", 86_400],
  ["A week", 7 * 86_400],
  ["A quarter", 91 * 86_400],
] as const;

/** The moment that it is for the bot, and buttons that move it forward. */
export function ClockBar({ state, act }: { state: State; act: (name: string, more?: Record<string, unknown>) => Promise<unknown> }): ReactNode {
  const [moving, setMoving] = useState(false);
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => closesElsewhere(menu), []);
  const move = async (to: number): Promise<void> => {
    setMoving(true);
    await act("time", { to });
    setMoving(false);
    if (menu.current) menu.current.open = false;
  };
  const now = new Date(state.now * 1000);
  const shown = { weekday: "short", month: "short", day: "numeric", year: "numeric", hour: "numeric", minute: "2-digit" } as const;
  return (
    <details className="clock" ref={menu}>
      <summary>
        <time dateTime={now.toISOString()}>{now.toLocaleString("en-US", shown)}</time>
      </summary>
      <div className="moving" role="group" aria-label="Move the clock forward">
        {state.next ? (
          <button type="button" className="primary" disabled={moving} onClick={() => void move(state.next?.at ?? state.now)}>
            To {state.next.what}, {new Date(state.next.at * 1000).toLocaleString("en-US", shown)}
          </button>
        ) : (
          <p>Nothing is planned yet: a team with a result is asked again each quarter.</p>
        )}
        {STEPS.map(([label, seconds]) => (
          <button key={label} type="button" disabled={moving} onClick={() => void move(state.now + seconds)}>
            {label}
          </button>
        ))}
      </div>
    </details>
  );
}

/** A menu closes on Escape and on a press beside it. */
function closesElsewhere(menu: RefObject<HTMLDetailsElement | null>): () => void {
  const close = (event: Event): void => {
    const beside = event instanceof KeyboardEvent ? event.key === "Escape" : !menu.current?.contains(event.target as Node);
    if (menu.current && beside) menu.current.open = false;
  };
  document.addEventListener("keydown", close);
  document.addEventListener("pointerdown", close);
  return () => {
    document.removeEventListener("keydown", close);
    document.removeEventListener("pointerdown", close);
  };
}
