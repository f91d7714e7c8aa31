import { Component, useLayoutEffect, useRef, type MouseEvent, type ReactNode } from "react";
import { Message as Drawn } from "slack-blocks-to-jsx";
import { Control, isOwn } from "./controls";
import { address, forLibrary, unseen } from "./forLibrary";
import { InWords } from "./InWords";
import { safe } from "./mrkdwn";
import { useNames } from "./names";
import type { Block, Choice, Choices, Element, Text } from "./state";
import { shown, TextsContext, When, WordsAt, Words } from "./Words";

/** What using an element means; `choice` is null for a button. Resolves to whether it came to that. */
export type Use = (block: Block, element: Element, choice: Choice) => Promise<boolean>;

/** What slack-blocks-to-jsx draws; anything else appears as a labelled text box. A film would have to be loaded from elsewhere,
 * which this page never does. */
const DRAWN = new Set([
  ...["section", "divider", "image", "context", "header", "rich_text", "table", "actions", "context_actions", "markdown"],
  ...["alert", "card", "carousel", "plan", "task_card", "data_visualization"],
]);
const DRAWN_ELEMENTS = new Set(["button", "workflow_button", "image", "feedback_buttons", "icon_button"]);
/** As many buttons as the library draws on a card; Slack takes more. */
const ON_A_CARD = 5;

type Props = { blocks: Block[]; choices: Choices; use: Use; errors?: Record<string, string>; scope: string };

/** Blocks, one under the other: drawn by slack-blocks-to-jsx, but for what is chosen or typed, which it does not tell of. */
export function Blocks({ blocks, choices, use, errors = {}, scope }: Props): ReactNode {
  return blocks.map((block, at) => (
    <div key={block.block_id ?? at} className={`block block-${block.type}`} data-block={block.block_id}>
      <Guard block={block}>
        <OneBlock block={block} choices={choices} use={use} error={errors[block.block_id]} scope={scope} />
      </Guard>
    </div>
  ));
}

type One = { block: Block; choices: Choices; use: Use; error: string | undefined; scope: string };

function OneBlock({ block, choices, use, error, scope }: One): ReactNode {
  const control = (element: Element): ReactNode =>
    isOwn(element) ? (
      <Control
        key={element.action_id}
        id={`${scope}-${block.block_id}-${element.action_id}`}
        element={element}
        chosen={choices[block.block_id]?.[element.action_id] ?? null}
        choose={(choice) => use(block, element, choice)}
        labelled={block.type === "input"}
      />
    ) : (
      <InWords key={element.action_id} part={element} what="An element" />
    );
  const inside = { choices, use, scope };
  if (block.type === "input" && block.element) {
    return <Input block={block} element={block.element} control={control} error={error} scope={scope} />;
  }
  if (block.type === "container") return <Container block={block} {...inside} />;
  if (block.type === "data_table") return <DataTable block={block} use={use} />;
  if (block.type === "actions" && block.elements?.some((one) => !DRAWN_ELEMENTS.has(one.type))) {
    return (
      <div className="mixed">
        {block.elements.map((one) =>
          DRAWN_ELEMENTS.has(one.type) ? <Draw key={one.action_id} block={{ ...block, elements: [one] }} use={use} /> : control(one),
        )}
      </div>
    );
  }
  if (block.accessory && !DRAWN_ELEMENTS.has(block.accessory.type)) {
    const { accessory, ...alone } = block;
    return (
      <div className="beside">
        <Draw block={alone} use={use} />
        {control(accessory)}
      </div>
    );
  }
  return DRAWN.has(block.type) ? <WithUnseen block={block} use={use} /> : <InWords part={block} />;
}

/** A block by the library, and what in it the library cannot draw below it. */
function WithUnseen({ block, use }: { block: Block; use: Use }): ReactNode {
  const pictures = unseen(block);
  const left = block.type === "card" ? (block.actions ?? []).slice(ON_A_CARD) : [];
  return (
    <>
      {pictures[0] === block ? null : <Draw block={block} use={use} />}
      {pictures.map((picture, at) => (
        <InWords key={at} part={picture} what="A picture" />
      ))}
      {left.length ? <Draw block={{ ...block, type: "actions", elements: left }} use={use} /> : null}
    </>
  );
}

/** A frame around blocks; the library's would hold controls that tell of no choice. */
function Container({ block, choices, use, scope }: { block: Block; choices: Choices; use: Use; scope: string }): ReactNode {
  const { title, subtitle, icon, rich_text_title: rich, child_blocks: children = [] } = block as Partial<Record<string, unknown>>;
  const picture = icon ? address(icon as Block) : null;
  const head = (
    <>
      {picture ? <img className="icon" src={picture} alt={String((icon as Block).alt_text)} /> : null}
      {title ? (
        <strong>
          <Words text={title as Text} />
        </strong>
      ) : null}
      {rich ? <Draw block={rich as Block} use={use} /> : null}
      {subtitle ? (
        <small>
          <Words text={subtitle as Text} />
        </small>
      ) : null}
    </>
  );
  const body = (
    <>
      {unseen(icon).map((one, at) => (
        <InWords key={at} part={one} what="A picture" />
      ))}
      <Blocks blocks={children as Block[]} choices={choices} use={use} scope={scope} />
    </>
  );
  const label = shown(title as Text | undefined) ?? "Container";
  return block.is_collapsible ? (
    <details className="container" open={!block.default_collapsed} aria-label={label}>
      <summary>{head}</summary>
      {body}
    </details>
  ) : (
    <div className="container" role="group" aria-label={label}>
      <div className={block.has_header_divider ? "head lined" : "head"}>{head}</div>
      {body}
    </div>
  );
}

/** The library has no data_table, but a table. */
function DataTable({ block, use }: { block: Block; use: Use }): ReactNode {
  const { caption, ...table } = block;
  return (
    <figure className="data-table">
      <figcaption>{String(caption)}</figcaption>
      <Draw block={{ ...table, type: "table" }} use={use} />
    </figure>
  );
}

/** The library takes every text for Markdown, which Slack's is not; so each stands as an emoji, of which it asks how it looks. */
const HOOKS = {
  emoji: (emoji: { name: string }, usual: (emoji: { name: string }) => string): ReactNode => {
    const [, at] = /^words-(\d+)$/.exec(emoji.name) ?? [];
    return at ? <WordsAt at={Number(at)} /> : usual(emoji);
  },
  date: ({ timestamp, format, link, fallback }: { timestamp: string; format: string; link: string | null; fallback: string }): ReactNode => (
    <When at={Number(timestamp)} format={format} url={safe(link ?? "") ?? ""} fallback={fallback} />
  ),
};

/** A block by the library. Clicks are caught before it hears of them: it draws buttons, we press them. */
function Draw({ block, use }: { block: Block; use: Use }): ReactNode {
  const { users, channels, dark } = useNames();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => name(box.current, block));
  const press = (event: MouseEvent): void => {
    const found = pressed(event.target as globalThis.Element, block);
    if (!found) return;
    event.stopPropagation();
    if (found.element.url && safe(found.element.url)) window.open(found.element.url, "_blank", "noopener,noreferrer");
    void use(found.block, found.element, found.choice);
  };
  const texts: Text[] = [];
  const drawn = forLibrary(block, (text) => `:words-${texts.push(text) - 1}:`);
  return (
    <TextsContext value={texts}>
      <div className="drawn" ref={box} onClickCapture={press}>
        <Drawn
          withoutWrapper
          name=""
          logo=""
          theme={dark ? "dark" : "light"}
          blocks={[drawn] as never}
          data={{ users, channels, user_groups: [] } as never}
          hooks={HOOKS as never}
        />
      </div>
    </TextsContext>
  );
}

/** What the library leaves without a name, or on a level of its own. */
function name(box: HTMLElement | null, block: Block): void {
  const set = (selector: string, attributes: Record<string, string>): void =>
    box?.querySelectorAll(selector).forEach((one) => Object.entries(attributes).forEach(([key, value]) => one.setAttribute(key, value)));
  set(".slack_blocks_to_jsx__image_media_trigger button", { "aria-label": "Hide or show the picture" });
  set(".slack_blocks_to_jsx__table, .slack_blocks_to_jsx__carousel_track", { tabindex: "0", role: "group", "aria-label": "More to the side" });
  set("h3", { "aria-level": "2" }); // Below the title of the conversation or form.
  for (const status of ["pending", "in_progress", "complete", "error"]) {
    set(`.slack_blocks_to_jsx__task_card_status_${status}`, { role: "img", "aria-label": status.replace("_", " ") });
  }
  for (const { type, action_id, positive_button: good, negative_button: bad } of block.elements ?? []) {
    if (type !== "feedback_buttons") continue;
    set(`#${CSS.escape(action_id)} > :first-child`, { title: shown(good?.text) ?? "" });
    set(`#${CSS.escape(action_id)} > :last-child`, { title: shown(bad?.text) ?? "" });
  }
}

type Pressed = { block: Block; element: Element; choice: Choice };

/** The element that a click in a drawn block means: the library gives a button its action_id as id, and a card its block_id. */
function pressed(target: globalThis.Element, whole: Block): Pressed | null {
  const button = target.closest("button");
  const card = target.closest(".slack_blocks_to_jsx__card")?.id;
  const block = whole.type === "carousel" ? (whole.elements as unknown as Block[]).find((one) => one.block_id === card) : whole;
  if (!button || !block) return null;
  for (const element of [block.accessory, ...(block.elements ?? []), ...(block.actions ?? [])]) {
    if (!element) continue;
    if (["button", "icon_button"].includes(element.type) && button.id === element.action_id) return { block, element, choice: null };
    if (element.type === "feedback_buttons" && button.parentElement?.id === element.action_id) {
      const first = button.parentElement.firstElementChild === button;
      return { block, element, choice: (first ? element.positive_button : element.negative_button)?.value ?? null };
    }
  }
  return null;
}

type Asked = { block: Block; element: Element; control: (element: Element) => ReactNode; error: string | undefined; scope: string };

function Input({ block, element, control, error, scope }: Asked): ReactNode {
  const id = `${scope}-${block.block_id}-${element.action_id}`;
  const group = ["checkboxes", "radio_buttons"].includes(element.type) || !isOwn(element);
  const label = (
    <>
      {block.label ? <Words text={block.label} /> : null}
      {block.optional ? <span className="optional"> (optional)</span> : null}
    </>
  );
  return (
    <div className={error ? "input wrong" : "input"}>
      {group ? (
        <fieldset>
          <legend>{label}</legend>
          {control(element)}
        </fieldset>
      ) : (
        <>
          <label htmlFor={id}>{label}</label>
          {control(element)}
        </>
      )}
      {block.hint ? (
        <p className="hint">
          <Words text={block.hint} />
        </p>
      ) : null}
      {error ? (
        <p className="error" role="alert">
          {error}
        </p>
      ) : null}
    </div>
  );
}

class Guard extends Component<{ block: Block; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <InWords part={this.props.block} /> : this.props.children;
  }
}
