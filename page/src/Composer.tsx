import { useId, useState, type KeyboardEvent, type ReactNode } from "react";
import type { Command } from "./state";

type Props = { to: string; disabled: boolean; commands: Command[]; say: (text: string) => void };

/** Where messages and slash commands are typed. */
export function Composer({ to, disabled, commands, say }: Props): ReactNode {
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const [hidden, setHidden] = useState(false);
  const list = useId();
  const found = hidden || !text.startsWith("/") ? [] : commands.filter((one) => one.text.startsWith(text.toLowerCase())).slice(0, 8);
  const open = found.length > 0 && !(found.length === 1 && found[0]?.text === text);
  const change = (value: string): void => {
    setText(value);
    setAt(0);
    setHidden(false);
  };
  const send = (): void => {
    if (!text.trim()) return;
    say(text.trim());
    change("");
  };
  const key = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (open && step) {
      event.preventDefault();
      setAt((at + step + found.length) % found.length);
    } else if (open && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      change(`${found[at]?.text ?? text} `);
    } else if (event.key === "Escape") {
      setHidden(true);
    } else if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    }
  };
  return (
    <div className="composer">
      {open ? (
        <ul role="listbox" id={list} aria-label="Slash commands">
          {found.map((one, number) => (
            <li
              key={one.text}
              id={`${list}-${number}`}
              role="option"
              aria-selected={number === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => change(`${one.text} `)}
            >
              <strong>{one.text}</strong> <span>{one.help}</span>
            </li>
          ))}
        </ul>
      ) : null}
      <textarea
        rows={1}
        disabled={disabled}
        aria-label={`Message ${to}`}
        aria-haspopup="listbox"
        aria-controls={open ? list : undefined}
        aria-activedescendant={open ? `${list}-${at}` : undefined}
        aria-autocomplete="list"
        placeholder={commands.length ? `Message ${to}, or / for commands` : `Message ${to}`}
        value={text}
        onChange={(event) => change(event.target.value)}
        onKeyDown={key}
      />
      <button type="button" className="send" aria-label="Send" disabled={!text.trim()} onClick={send}>
        ➤
      </button>
    </div>
  );
}
