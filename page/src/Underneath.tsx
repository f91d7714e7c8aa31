import type { ReactNode } from "react";
import type { State } from "./state";

/** What the bot has stored of this person's conversation, and what comes of it so far. */
export function Underneath({ state }: { state: State }): ReactNode {
  const { conversation, capabilities, scales } = state.underneath;
  return (
    <aside className="underneath" aria-label="Underneath" tabIndex={0}>
      <h2>Underneath</h2>
      <h3>Conversation</h3>
      {conversation.length ? <Pairs pairs={conversation} /> : <p>None is open. Type /mlops to begin.</p>}
      <h3>Placement forming</h3>
      {scales.length ? scales.map((one) => <Scale key={one.name} {...one} />) : <p>Nothing is known yet.</p>}
      <h3>Capabilities so far</h3>
      {capabilities.length ? <Pairs pairs={capabilities} name="capabilities" /> : <p>None yet.</p>}
    </aside>
  );
}

function Pairs({ pairs, name = "" }: { pairs: { name: string; value: string }[]; name?: string }): ReactNode {
  return (
    <dl className={name}>
      {pairs.map((one) => (
        <div key={one.name}>
          <dt>{one.name}</dt>
          <dd>{one.value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Scale({ name, dimensions }: State["underneath"]["scales"][number]): ReactNode {
  return (
    <section>
      <h4>{name}</h4>
      <ul>
        {dimensions.map((one) => (
          <li key={one.name}>
            <span>{one.name}</span>
            <span className="bar-text" aria-hidden="true">
              {one.bar}
            </span>
            <span>{one.words}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
