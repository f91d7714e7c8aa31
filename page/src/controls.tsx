import { useEffect, useId, useState, type ReactNode } from "react";
import { safe } from "./mrkdwn";
import { useNames } from "./names";
import type { Choice, Element, Option } from "./state";
import { shown, Words } from "./Words";

/** What the library draws in a way that tells nobody of a choice, or without a label: drawn here, with the browser's own. */
const OWN = new Set([
  ...["overflow", "static_select", "multi_static_select", "users_select", "multi_users_select", "conversations_select"],
  ...["multi_conversations_select", "channels_select", "multi_channels_select", "datepicker", "timepicker"],
  ...["datetimepicker", "checkboxes", "radio_buttons", "plain_text_input", "email_text_input", "url_text_input"],
  ...["number_input", "rich_text_input"],
]);

export const isOwn = (element: Element): boolean => OWN.has(element.type);

/** `labelled`: whether something beside it says what it is. */
type Props = {
  id: string;
  element: Element;
  chosen: Choice;
  choose: (choice: Choice) => Promise<boolean>;
  labelled: boolean;
};

export function Control({ chosen, choose, ...rest }: Props): ReactNode {
  const { element } = rest;
  // Shown at once; Slack hears of it meanwhile, and what it knew in between is not shown.
  const [mine, setMine] = useState<{ choice: Choice } | null>(null);
  const [telling, setTelling] = useState(0);
  const kept = JSON.stringify(chosen);
  useEffect(() => {
    if (!telling) setMine((shown) => (shown && JSON.stringify(shown.choice) !== kept ? shown : null));
  }, [telling]);
  useEffect(() => {
    if (!telling) setMine(null);
  }, [kept]);
  const props: Props = {
    ...rest,
    chosen: mine ? mine.choice : chosen,
    choose: (choice) => {
      setMine({ choice });
      setTelling((many) => many + 1);
      return choose(choice)
        .then((told) => {
          if (!told) setMine(null);
          return told;
        })
        .finally(() => setTelling((many) => many - 1));
    },
  };
  if (element.type === "overflow") return <Overflow {...props} />;
  if (element.type === "checkboxes" || element.type === "radio_buttons") return <Ticks {...props} />;
  if (element.type.endsWith("_select")) return <Select {...props} />;
  return <Field {...props} />;
}

const label = ({ element, labelled }: Props): string | undefined =>
  labelled ? undefined : (element.accessibility_label ?? shown(element.placeholder) ?? "Choose");

function Overflow({ id, element, choose }: Props): ReactNode {
  const [open, setOpen] = useState(false);
  const pick = (option: Option): void => {
    setOpen(false);
    if (option.url && safe(option.url)) window.open(option.url, "_blank", "noopener,noreferrer");
    choose(option.value);
  };
  return (
    <div
      className="overflow"
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setOpen(false)}
      onKeyDown={(event) => event.key === "Escape" && setOpen(false)}
    >
      <button type="button" id={id} aria-haspopup="menu" aria-expanded={open} aria-label="More" onClick={() => setOpen(!open)}>
        <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
          <circle cx="8" cy="3" r="1.5" />
          <circle cx="8" cy="8" r="1.5" />
          <circle cx="8" cy="13" r="1.5" />
        </svg>
      </button>
      {open ? (
        <div role="menu" aria-labelledby={id}>
          {(element.options ?? []).map((option, at) => (
            <button key={option.value} type="button" role="menuitem" autoFocus={at === 0} onClick={() => pick(option)}>
              <Words text={option.text} />
              {option.description ? (
                <small>
                  <Words text={option.description} />
                </small>
              ) : null}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}

function Ticks(props: Props): ReactNode {
  const { id, element, chosen, choose } = props;
  const many = element.type === "checkboxes";
  const name = useId();
  const ticked = Array.isArray(chosen) ? chosen : chosen ? [chosen] : [];
  const options = element.options ?? [];
  const toggle = (value: string): void => {
    if (!many) return void choose(value);
    void choose(options.map((one) => one.value).filter((one) => (one === value ? !ticked.includes(one) : ticked.includes(one))));
  };
  return (
    <div className="ticks" role={props.labelled ? undefined : many ? "group" : "radiogroup"} aria-label={label(props)}>
      {options.map((option, at) => (
        <label key={option.value} htmlFor={`${id}-${at}`}>
          <input
            id={`${id}-${at}`}
            type={many ? "checkbox" : "radio"}
            name={name}
            checked={ticked.includes(option.value)}
            onChange={() => toggle(option.value)}
          />
          <span>
            <Words text={option.text} />
            {option.description ? (
              <small>
                <Words text={option.description} />
              </small>
            ) : null}
          </span>
        </label>
      ))}
    </div>
  );
}

function Select(props: Props): ReactNode {
  const { id, element, chosen, choose } = props;
  const { users, channels } = useNames();
  const many = element.type.startsWith("multi_");
  const people = element.type.includes("users") ? users.filter((one) => !one.bot).map((one) => [one.id, `@${one.name}`] as const) : [];
  const open = channels.filter((one) => one.kind === "public" || one.kind === "private");
  const rooms = /conversations|channels/.test(element.type) ? open.map((one) => [one.id, `#${one.name}`] as const) : [];
  const named = [...people, ...rooms].map(([value, text]) => (
    <option key={value} value={value}>
      {text}
    </option>
  ));
  const offered = (options: Option[]): ReactNode =>
    options.map((one) => (
      <option key={one.value} value={one.value}>
        {[one.text, one.description].map(shown).filter(Boolean).join(" · ")}
      </option>
    ));
  const groups = (element.option_groups ?? []).map((group) => (
    <optgroup key={group.label.text} label={shown(group.label)}>
      {offered(group.options)}
    </optgroup>
  ));
  return (
    <select
      id={id}
      aria-label={label(props)}
      title={many ? shown(element.placeholder) : undefined}
      multiple={many}
      value={many ? ((chosen as string[] | null) ?? []) : ((chosen as string | null) ?? "")}
      onMouseDown={(event) => {
        // A click adds or takes away one, as in Slack: the browser's own would put it in the place of all others.
        const option = event.target;
        if (!many || !(option instanceof HTMLOptionElement)) return;
        event.preventDefault();
        event.currentTarget.focus();
        const before = (chosen as string[] | null) ?? [];
        choose(before.includes(option.value) ? before.filter((one) => one !== option.value) : [...before, option.value]);
      }}
      onChange={(event) => {
        const values = [...event.target.selectedOptions].map((one) => one.value);
        choose(many ? values : (values[0] ?? null) || null);
      }}
    >
      {many ? null : <option value="">{shown(element.placeholder) ?? "Choose"}</option>}
      {offered(element.options ?? [])}
      {groups}
      {named}
    </select>
  );
}

const KINDS: Record<string, string> = {
  datepicker: "date",
  timepicker: "time",
  datetimepicker: "datetime-local",
  email_text_input: "email",
  url_text_input: "url",
  number_input: "number",
};

function Field(props: Props): ReactNode {
  const { id, element, chosen, choose } = props;
  const shared = {
    id,
    "aria-label": label(props),
    placeholder: shown(element.placeholder),
    // The browser's own pickers show no placeholder.
    title: element.type.endsWith("picker") ? shown(element.placeholder) : undefined,
    value: written(chosen),
    maxLength: element.max_length,
  };
  if (element.multiline || element.type === "rich_text_input") {
    return <textarea {...shared} rows={4} onChange={(event) => choose(event.target.value || null)} />;
  }
  const moment = element.type === "datetimepicker";
  return (
    <input
      {...shared}
      type={KINDS[element.type] ?? "text"}
      step={element.is_decimal_allowed ? "any" : undefined}
      min={element.min_value}
      max={element.max_value}
      onChange={({ target }) => choose(target.value ? (moment ? new Date(target.value).getTime() / 1000 : target.value) : null)}
    />
  );
}

/** What stands in a field: a moment is chosen as seconds since 1970, and rich text as a block. */
function written(chosen: Choice): string {
  if (typeof chosen === "number") {
    const moment = new Date(chosen * 1000);
    return new Date(chosen * 1000 - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }
  return typeof chosen === "string" ? chosen : letters(chosen);
}

function letters(part: unknown): string {
  if (Array.isArray(part)) return part.map(letters).join("");
  if (part === null || typeof part !== "object") return "";
  const { text, elements } = part as { text?: unknown; elements?: unknown };
  return typeof text === "string" ? text : letters(elements);
}
