import { useLayoutEffect, useRef, type ReactNode } from "react";
import { Blocks, type Use } from "./Blocks";
import { useNames } from "./names";
import type { Block, Choices, Message, State } from "./state";

const NEAR = 40;
const ROOM = 12;

type Acts = {
  use: (message: Message, ...used: Parameters<Use>) => Promise<boolean>;
  open: (ts: string) => void;
};

type Props = Acts & { state: State; messages: Message[]; thread: boolean };

/** The messages of a conversation, or of a thread in it; keeps to the end as new ones come. */
export function Conversation({ state, messages, use, open, thread }: Props): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  const last = messages.at(-1);
  const toEnd = (): void => {
    if (box.current) showNewest(box.current);
  };
  useLayoutEffect(toEnd, [last?.ts, state.shown, state.status]);
  const note = (): void => {
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = box.current ?? {};
    atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR;
  };
  const shown = thread ? messages : messages.filter((one) => !one.thread_ts || one.thread_ts === one.ts);
  return (
    <div
      className="messages"
      ref={box}
      role="log"
      aria-label={thread ? "Thread" : "Messages"}
      tabIndex={0}
      onScroll={note}
      onLoadCapture={() => atEnd.current && toEnd()}
    >
      {shown.map((message, at) => (
        <OneMessage
          key={message.ts}
          message={message}
          day={sameDay(shown[at - 1], message) ? "" : day(message)}
          replies={thread ? 0 : messages.filter((one) => one.thread_ts === message.ts && one.ts !== message.ts).length}
          thread={thread}
          chosen={state.chosen[message.ts] ?? {}}
          use={use}
          open={open}
        />
      ))}
      {state.status && !thread ? <p className="status">mlops-advisor {state.status}</p> : null}
    </div>
  );
}

/** To the end, or to where the newest message begins if it is longer than what can be seen: its first line is the answer. */
function showNewest(box: HTMLDivElement): void {
  box.scrollTop = box.scrollHeight;
  const newest = [...box.querySelectorAll("article")].at(-1);
  const hidden = newest ? box.getBoundingClientRect().top - newest.getBoundingClientRect().top : 0;
  if (hidden > 0) box.scrollTop -= hidden + ROOM;
}

type One = Acts & { message: Message; day: string; replies: number; thread: boolean; chosen: Choices };

function OneMessage({ message, day, replies, thread, chosen, use, open }: One): ReactNode {
  const { users } = useNames();
  const name = users.find((one) => one.id === message.user)?.name ?? message.user;
  const blocks = message.blocks.length ? message.blocks : message.text ? [inText(message)] : [];
  return (
    <>
      {day ? (
        <p className="day">
          <span>{day}</span>
        </p>
      ) : null}
      <article className={message.ephemeral ? "message ephemeral" : "message"} data-ts={message.ts}>
        <Face name={name} bot={message.bot} />
        <div className="said">
          <header>
            <strong>{name}</strong>
            {message.bot ? <span className="app">APP</span> : null}
            <time dateTime={moment(message).toISOString()}>{clock(message)}</time>
            {message.ephemeral ? <span className="only-you">Only visible to you</span> : null}
          </header>
          <Blocks blocks={blocks} choices={chosen} use={(...used) => use(message, ...used)} scope={message.ts} />
          {message.files.map((file) =>
            file.image ? (
              <a key={file.id} href={`file/${file.id}`} target="_blank" rel="noopener">
                <img className="upload" src={`file/${file.id}`} alt={file.title} />
              </a>
            ) : (
              <a key={file.id} className="file" href={`file/${file.id}`} download={file.name}>
                <strong>{file.title}</strong> {file.name}
              </a>
            ),
          )}
          {message.edited ? <small className="edited">(edited)</small> : null}
          {thread || message.ephemeral ? null : (
            <button type="button" className={replies ? "plain replies" : "plain reply"} onClick={() => open(message.ts)}>
              {replies === 0 ? "Reply in thread" : replies === 1 ? "1 reply" : `${replies} replies`}
            </button>
          )}
        </div>
      </article>
    </>
  );
}

export function Face({ name, bot }: { name: string; bot: boolean }): ReactNode {
  const hue = [...name].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0) * 37, 0) % 360;
  return (
    <span className={bot ? "face bot" : "face"} style={bot ? undefined : { background: `hsl(${hue} 45% 38%)` }} aria-hidden="true">
      {bot ? "M" : name.slice(0, 1).toUpperCase()}
    </span>
  );
}

const inText = (message: Message): Block => ({
  type: "section",
  block_id: "text",
  text: { type: "mrkdwn", text: message.text },
});

const moment = (message: Message): Date => new Date(Number(message.ts) * 1000);
const clock = (message: Message): string => moment(message).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
const day = (message: Message): string =>
  moment(message).toLocaleDateString("en-US", { weekday: "long", month: "long", day: "numeric", year: "numeric" });
const sameDay = (one: Message | undefined, other: Message): boolean =>
  one !== undefined && moment(one).toDateString() === moment(other).toDateString();
