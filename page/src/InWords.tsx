import type { ReactNode } from "react";
import { safe } from "./mrkdwn";
import type { Text } from "./state";
import { Away, Words } from "./Words";

/** What is nothing to read: what a part is, and how the bot finds it again. */
const QUIET = new Set(["type", "block_id", "action_id", "task_id", "style", "level", "value", "visible_to_user_ids", "confirm"]);

/** What cannot be drawn: its kind, and every word in it. */
export function InWords({ part, what = "A block" }: { part: { type: string }; what?: string }): ReactNode {
  return (
    <div className="in-words" role="group" aria-label={`${what} of type ${part.type}`}>
      <strong>{part.type}</strong>
      {words(part).map((text, at) => (
        <p key={at}>{safe(text.text) ? <Away url={text.text}>{text.text}</Away> : <Words text={text} />}</p>
      ))}
    </div>
  );
}

function words(part: unknown): Text[] {
  if (typeof part === "string") return [{ type: "plain_text", text: part }];
  if (Array.isArray(part)) return part.flatMap(words);
  if (part === null || typeof part !== "object") return [];
  const { type, text } = part as Partial<Text>;
  if (typeof text === "string" && (type === "mrkdwn" || type === "plain_text")) return [part as Text];
  return Object.entries(part).flatMap(([key, value]) => (QUIET.has(key) ? [] : words(value)));
}
