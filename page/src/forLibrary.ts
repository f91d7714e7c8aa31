import { decoded, safe } from "./mrkdwn";
import type { Block, Text } from "./state";
import { shown } from "./Words";

type Part = Record<string, unknown> & { type?: string };

/** Says where a text stands for the library, which then asks for it; see `Draw` in Blocks.tsx. */
export type Keep = (text: Text) => string;

/** A block as the library draws it rightly: it asks us for each text, shows only pictures that this page may show, and has
 * no address that could do harm. */
export function forLibrary<T>(part: T, keep: Keep): T {
  if (Array.isArray(part)) return part.filter((one) => !isUnseen(one)).map((one) => forLibrary(one, keep)) as T;
  if (part === null || typeof part !== "object") return part;
  return changed(part as Part, keep) as T;
}

function changed(part: Part, keep: Keep): unknown {
  switch (part.type) {
    case "plain_text":
    case "mrkdwn":
      return { type: "mrkdwn", text: keep(part as unknown as Text) };
    case "raw_text":
    case "raw_number":
      return { type: "raw_text", text: keep({ type: "plain_text", text: String(part.text ?? part.value) }) };
    case "image":
      return { ...part, slack_file: undefined, image_url: address(part), title: part.title && lettered(part.title) };
    case "icon_button":
      return { ...part, text: lettered(part.text) };
    case "feedback_buttons":
      return { ...part, positive_button: named(part.positive_button), negative_button: named(part.negative_button) };
    case "markdown":
      // As in Slack, a picture in Markdown is a link to it.
      return { ...part, text: String(part.text).replace(/!(\[[^\]\n]*\]\()/g, "$1") };
    case "link":
      return safe(String(part.url)) ? part : { type: "text", text: part.text ?? part.url, style: part.style };
    case "team":
      return { type: "text", text: part.team_id, style: part.style };
    default:
      return entries(part, keep);
  }
}

function entries(part: Part, keep: Keep): Part {
  const kept = Object.entries(part).filter(([key, value]) => !isUnseen(value) && !(/(^|_)url$/.test(key) && !safe(String(value))));
  return Object.fromEntries(kept.map(([key, value]) => [key, forLibrary(value, keep)]));
}

/** A text where the library itself only takes letters. */
const lettered = (text: unknown): Text => ({ type: "plain_text", text: shown(text as Text) ?? "" });

const named = (button: unknown): unknown => {
  const { text, accessibility_label: says } = button as { text: Text; accessibility_label?: string };
  return { ...(button as object), accessibility_label: decoded(says ?? shown(text) ?? "") };
};

/** Where on this page a picture is; null if it is elsewhere, from where nothing is loaded. */
export function address(image: Part): string | null {
  const id = (image.slack_file as { id?: string } | undefined)?.id;
  return id ? `file/${encodeURIComponent(id)}` : null;
}

const isUnseen = (part: unknown): part is Part =>
  part !== null && typeof part === "object" && (part as Part).type === "image" && address(part as Part) === null;

/** The pictures in a block, or the block itself, that this page does not load. */
export function unseen(part: unknown): Block[] {
  if (isUnseen(part)) return [part as unknown as Block];
  if (Array.isArray(part)) return part.flatMap(unseen);
  return part !== null && typeof part === "object" ? Object.values(part).flatMap(unseen) : [];
}
