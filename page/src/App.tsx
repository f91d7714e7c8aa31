import { useCallback, useEffect, useMemo, useState, type ReactNode } from "react";
import { GONE, send, useLive } from "./api";
import { Blocks, type Use } from "./Blocks";
import { ClockBar } from "./ClockBar";
import { Composer } from "./Composer";
import { Confirming, type Asked } from "./Confirming";
import { Conversation } from "./Conversation";
import { Modal } from "./Modal";
import { NamesContext } from "./names";
import { Sidebar } from "./Sidebar";
import type { Choice, Choices, Element, Message, State } from "./state";
import { Underneath } from "./Underneath";

const HOME = "home";
const FADE_MS = 6000;

/** Whether the page is dark: as the system is, unless the person chose. */
function useDark(): [boolean, () => void] {
  const system = useMemo(() => matchMedia("(prefers-color-scheme: dark)"), []);
  const [dark, setDark] = useState(system.matches);
  useEffect(() => {
    const follow = (): void => setDark(system.matches);
    system.addEventListener("change", follow);
    return () => system.removeEventListener("change", follow);
  }, [system]);
  useEffect(() => {
    document.documentElement.dataset.theme = dark ? "dark" : "light";
  }, [dark]);
  return [dark, () => setDark(!dark)];
}

export function App(): ReactNode {
  const [me, setMe] = useState("");
  const [places, setPlaces] = useState<Record<string, string>>({});
  const [thread, setThread] = useState("");
  const [notice, setNotice] = useState("");
  const [asked, setAsked] = useState<Asked | null>(null);
  const [underneath, setUnderneath] = useState(false);
  const [dark, switchTheme] = useDark();
  const place = places[me] ?? "";
  const { state, fresh, gone } = useLive(me, place === HOME ? "" : place);

  useEffect(() => {
    if (!notice) return;
    const fading = setTimeout(() => setNotice(""), FADE_MS);
    return () => clearTimeout(fading);
  }, [notice]);

  const first = state?.people[0]?.id ?? "";
  useEffect(() => {
    if (!first || me) return;
    setMe(first);
    void send({ act: "zone", person: first, zone: Intl.DateTimeFormat().resolvedOptions().timeZone });
  }, [first, me]);
  const person = me || first;
  const act = useCallback(
    async (name: string, more: Record<string, unknown> = {}): Promise<boolean> => {
      const wrong = await send({ act: name, person, ...more });
      if (wrong) setNotice(wrong);
      return !wrong;
    },
    [person],
  );
  if (!state) return <p className="loading">{gone ? GONE : "Starting …"}</p>;

  const home = place === HOME;
  // Where one wants to be counts at once; what stands there comes a moment later.
  const here = fresh || home ? state.shown : place;
  const shown = home ? HOME : here;
  const go = (to: string): void => {
    setThread("");
    setPlaces({ ...places, [person]: to });
    if (to === HOME) void act("home");
    else if (state.channels.some((one) => one.id === to && one.kind === "im")) void act("messages");
  };
  const confirmed = async (element: Element, choice: Choice, then: () => Promise<boolean>): Promise<boolean> => {
    const { confirm, type } = element;
    if (!confirm || (type === "checkboxes" && !choice)) return then();
    return (await new Promise<boolean>((agreed) => setAsked({ confirm, then: agreed }))) && then();
  };
  const inMessage = (message: Message, ...[block, element, choice]: Parameters<Use>): Promise<boolean> =>
    confirmed(element, choice, () =>
      act("click", { channel: here, ts: message.ts, block: block.block_id, action: element.action_id, choice }),
    );
  const inView = (view: string, values: Choices, ...[block, element, choice]: Parameters<Use>): Promise<boolean> =>
    confirmed(element, choice, () =>
      act("click_view", { view, values, block: block.block_id, action: element.action_id, choice }),
    );
  const say = (text: string, thread_ts: string): void =>
    void act("say", { channel: here, text, ...(thread_ts ? { thread_ts } : {}) });
  const names = { users: state.users, channels: state.channels, dark };
  const messages = fresh ? state.messages : [];
  const inThread = thread ? messages.filter((one) => one.ts === thread || one.thread_ts === thread) : [];
  const title = home ? "mlops-advisor" : titleOf(state, here);

  return (
    <NamesContext value={names}>
      <div className={underneath ? "page with-underneath" : "page"}>
        <Sidebar
          state={state}
          me={person}
          place={shown}
          be={(id) => {
            setMe(id);
            setThread("");
          }}
          go={go}
          fill={() => act("samples")}
          dark={dark}
          switchTheme={switchTheme}
        />
        <main>
          <header className="bar">
            <h1>{title}</h1>
            <ClockBar state={state} act={act} />
            <button type="button" aria-pressed={underneath} onClick={() => setUnderneath(!underneath)}>
              Underneath
            </button>
          </header>
          {home ? (
            <div className="home" role="region" aria-label="Home tab" tabIndex={0}>
              {fresh && state.home ? (
                <Blocks
                  blocks={state.home.blocks}
                  choices={state.home.values}
                  use={(...used) => inView(state.home?.id ?? "", {}, ...used)}
                  scope={state.home.id}
                />
              ) : (
                <p className="loading">The bot is making your Home tab …</p>
              )}
            </div>
          ) : (
            <>
              {messages.length || !fresh ? (
                <Conversation state={state} messages={messages} use={inMessage} open={setThread} thread={false} />
              ) : (
                <Welcome begin={() => say("/mlops", "")} />
              )}
              {fresh && state.prompts.length ? (
                <div className="prompts" role="group" aria-label={state.prompts_title || "Suggestions"}>
                  {state.prompts.map((one) => (
                    <button key={one.title} type="button" onClick={() => say(one.message, "")}>
                      {one.title}
                    </button>
                  ))}
                </div>
              ) : null}
              <Composer key={`${person} ${here}`} to={title} disabled={!here} commands={state.commands} say={(text) => say(text, "")} />
            </>
          )}
        </main>
        {thread && !home ? (
          <aside className="thread" aria-label="Thread">
            <header className="bar">
              <h2>Thread</h2>
              <button type="button" className="plain" aria-label="Close the thread" onClick={() => setThread("")}>
                ×
              </button>
            </header>
            <Conversation state={state} messages={inThread} use={inMessage} open={setThread} thread />
            <Composer key={thread} to="the thread" disabled={false} commands={[]} say={(text) => say(text, thread)} />
          </aside>
        ) : null}
        {underneath ? <Underneath state={state} /> : null}
        {state.refused.length ? <Refusals state={state} /> : null}
        {notice || gone ? (
          <p className="notice" role="alert">
            {gone ? GONE : notice}
          </p>
        ) : null}
        {fresh && state.modal ? (
          <Modal
            key={state.modal.id}
            modal={state.modal}
            use={(values, ...used) => inView(state.modal?.id ?? "", values, ...used)}
            submit={(values) => act("submit", { view: state.modal?.id, values })}
            close={() => void act("close", { view: state.modal?.id })}
          />
        ) : null}
        {asked ? <Confirming asked={asked} done={() => setAsked(null)} /> : null}
      </div>
    </NamesContext>
  );
}

/** What stands in a conversation in which nothing was said. */
function Welcome({ begin }: { begin: () => void }): ReactNode {
  return (
    <div className="welcome">
      <h2>Nothing has been said here yet</h2>
      <p>
        This is a company's Slack on your own machine, with mlops-advisor in it. You are one of three people in two teams; whatever
        you type or press goes to the bot as it would from Slack, and nothing leaves this machine.
      </p>
      <button type="button" className="primary" onClick={begin}>
        Type /mlops
      </button>
      <ul>
        <li>Afterwards: invite Ben and answer as him, or set up Chen's team in #vision.</li>
        <li>Move the clock, above, to the day when the next check-in comes.</li>
        <li>Add sample teams and type /mlops digest in #machine-learning.</li>
      </ul>
    </div>
  );
}

function titleOf(state: State, here: string): string {
  const channel = state.channels.find((one) => one.id === here);
  if (!here) return "…";
  if (!channel || channel.kind === "im") return "mlops-advisor";
  return channel.kind === "mpim" ? channel.name : `#${channel.name}`;
}

function Refusals({ state }: { state: State }): ReactNode {
  return (
    <section className="refused" role="alert" aria-label="Refused by Slack">
      <strong>Slack would have refused</strong>
      <ul>
        {state.refused.map((one, at) => (
          <li key={at}>
            {one.method}: {one.error}. {one.detail}
          </li>
        ))}
      </ul>
    </section>
  );
}
