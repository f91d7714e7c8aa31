import { useEffect, useState, type ReactNode } from "react";
import { Face } from "./Conversation";
import type { Channel, State } from "./state";

type Props = {
  state: State;
  me: string;
  place: string;
  be: (person: string) => void;
  go: (place: string) => void;
  fill: () => Promise<unknown>;
  dark: boolean;
  switchTheme: () => void;
};

/** Whose Slack this is, and where in it one can go. */
export function Sidebar({ state, me, place, be, go, fill, dark, switchTheme }: Props): ReactNode {
  const [filling, setFilling] = useState(false);
  const [seen, setSeen] = useState<Record<string, string>>({});
  const key = (channel: string): string => `${me} ${channel}`;
  const here = state.channels.find((one) => one.id === place)?.latest ?? "";
  useEffect(() => setSeen((before) => ({ ...before, [`${me} ${place}`]: here })), [me, place, here]);
  const latest = state.people.find((one) => one.id === me)?.latest ?? "";
  useEffect(() => setSeen((before) => ({ ...before, [me]: latest })), [me, latest]);
  const unread = (channel: Channel): boolean => channel.id !== place && channel.latest > (seen[key(channel.id)] ?? "");
  const rooms = state.channels.filter((one) => one.kind === "public" || one.kind === "private");
  const groups = state.channels.filter((one) => one.kind === "mpim");
  const bot = state.channels.find((one) => one.kind === "im");
  const link = (channel: Channel, label: string): ReactNode => (
    <li key={channel.id}>
      <button
        type="button"
        className={unread(channel) ? "unread" : ""}
        aria-current={channel.id === place ? "page" : undefined}
        onClick={() => go(channel.id)}
      >
        {label}
        {unread(channel) ? <span className="new"> new</span> : null}
      </button>
    </li>
  );
  return (
    <nav className="sidebar" aria-label="Your company">
      <p className="company">Your company</p>
      <fieldset className="people">
        <legend>You are</legend>
        {state.people.map((one) => (
          <label key={one.id}>
            <input type="radio" name="me" checked={one.id === me} onChange={() => be(one.id)} />
            <Face name={one.name} bot={false} />
            <span>
              {one.name}
              {one.id !== me && one.latest > (seen[one.id] ?? "") ? <span className="new"> new</span> : null}
              <small>{one.team}</small>
            </span>
          </label>
        ))}
      </fieldset>
      <h2>Channels</h2>
      <ul>{rooms.map((one) => link(one, `# ${one.name}`))}</ul>
      {groups.length ? (
        <>
          <h2>Group messages</h2>
          <ul>{groups.map((one) => link(one, one.name))}</ul>
        </>
      ) : null}
      <h2>Apps</h2>
      <ul>
        {bot ? link(bot, "mlops-advisor") : null}
        <li>
          <button type="button" aria-current={place === "home" ? "page" : undefined} onClick={() => go("home")}>
            mlops-advisor: Home
          </button>
        </li>
      </ul>
      <p className="more">
        {state.samples ? (
          "Six sample teams with a year behind them are here."
        ) : (
          <button
            type="button"
            disabled={filling}
            onClick={() => {
              setFilling(true);
              void fill().finally(() => setFilling(false));
            }}
          >
            {filling ? "Adding six sample teams …" : "Add sample teams"}
          </button>
        )}
      </p>
      <button type="button" className="plain theme" onClick={switchTheme}>
        {dark ? "Light colors" : "Dark colors"}
      </button>
    </nav>
  );
}
