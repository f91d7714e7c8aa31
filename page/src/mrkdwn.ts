/** Slack's mrkdwn as a tree. slack-blocks-to-jsx reads it as Markdown, which it is not; see Words.tsx. */

export type Mark = "strong" | "em" | "s";
export type Piece =
  | { kind: "text" | "code" | "user" | "channel" | "group" | "everybody"; text: string; label?: string }
  | { kind: "marked"; mark: Mark; inside: Piece[] }
  | { kind: "link"; url: string; text: string }
  | { kind: "date"; at: number; format: string; url: string; fallback: string };
export type Part = { kind: "lines" | "quote"; inside: Piece[] } | { kind: "block"; text: string };

const MARKS: Record<string, Mark> = { "*": "strong", _: "em", "~": "s" };
const CODE_BLOCK = /```\n?([\s\S]+?)\n?```/;
const REST_QUOTED = /^(?:>|&gt;){3} ?/;
const QUOTED = /^(?:>|&gt;) ?/;
const BARE = /^https?:\/\/[^\s<>|]*[^\s<>|.,;:!?)\]}'"*_~]/;
const LETTER = /[\p{L}\p{N}]/u;

/** `verbatim` only means that bare addresses are no links; all other markup counts. */
export function read(text: string, verbatim = false): Part[] {
  const found = CODE_BLOCK.exec(text);
  if (!found) return lines(text, verbatim);
  const [whole, block = ""] = found;
  // A block of code stands on lines of its own, so the breaks beside it are part of it.
  const before = text.slice(0, found.index).replace(/\n$/, "");
  const after = text.slice(found.index + whole.length).replace(/^\n/, "");
  return [...lines(before, verbatim), { kind: "block", text: decoded(bare(block)) }, ...read(after, verbatim)];
}

function lines(text: string, verbatim: boolean): Part[] {
  if (!text) return [];
  const all = text.split("\n");
  const rest = all.findIndex((line) => REST_QUOTED.test(line));
  const parts = groups(rest < 0 ? all : all.slice(0, rest), verbatim);
  if (rest < 0) return parts;
  const quoted = all.slice(rest).join("\n").replace(REST_QUOTED, "");
  return [...parts, { kind: "quote", inside: pieces(quoted, verbatim) }];
}

/** Lines that are quoted together, and lines that are not. */
function groups(all: string[], verbatim: boolean): Part[] {
  const found: { quoted: boolean; lines: string[] }[] = [];
  for (const line of all) {
    const quoted = QUOTED.test(line);
    const last = found.at(-1);
    if (last?.quoted === quoted) last.lines.push(line);
    else found.push({ quoted, lines: [line] });
  }
  return found.map(({ quoted, lines: together }) => ({
    kind: quoted ? "quote" : "lines",
    inside: pieces(together.map((line) => (quoted ? line.replace(QUOTED, "") : line)).join("\n"), verbatim),
  }));
}

function pieces(text: string, verbatim: boolean): Piece[] {
  const found: Piece[] = [];
  let plain = "";
  const flush = (): void => {
    if (plain) found.push({ kind: "text", text: decoded(plain) });
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const next = pieceAt(text, at, verbatim);
    if (next) {
      flush();
      found.push(next.piece);
      at = next.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return found;
}

type Found = { piece: Piece; end: number };

function pieceAt(text: string, at: number, verbatim: boolean): Found | null {
  const letter = text[at] ?? "";
  if (letter === "<") return control(text, at);
  if (letter === "`") return code(text, at);
  if (letter in MARKS) return marked(text, at, verbatim);
  if (letter === "h" && !verbatim && !LETTER.test(text[at - 1] ?? "")) {
    const url = BARE.exec(text.slice(at))?.[0];
    if (url) return { piece: { kind: "link", url: decoded(url), text: decoded(url) }, end: at + url.length };
  }
  return null;
}

function code(text: string, at: number): Found | null {
  const inside = /^`([^`\n]+)`/.exec(text.slice(at))?.[1];
  return inside === undefined ? null : { piece: { kind: "code", text: decoded(bare(inside)) }, end: at + inside.length + 2 };
}

/** A mark counts at the edge of a word, on one line, around something: `2*3*4`, `a_b_c` and `* x *` stay as they are. */
function marked(text: string, at: number, verbatim: boolean): Found | null {
  const sign = text[at] ?? "";
  const mark = MARKS[sign];
  if (!mark || LETTER.test(text[at - 1] ?? "") || /[\s]/.test(text[at + 1] ?? " ") || text[at + 1] === sign) return null;
  for (let end = at + 1; end < text.length && text[end] !== "\n"; end += 1) {
    const skipped = text[end] === "<" ? control(text, end) : text[end] === "`" ? code(text, end) : null;
    if (skipped) end = skipped.end - 1;
    else if (text[end] === sign && !/\s/.test(text[end - 1] ?? " ") && !LETTER.test(text[end + 1] ?? "")) {
      return { piece: { kind: "marked", mark, inside: pieces(text.slice(at + 1, end), verbatim) }, end: end + 1 };
    }
  }
  return null;
}

/** What stands between angle brackets: a mention, a date or a link; anything else is text. */
function control(text: string, at: number): Found | null {
  const whole = /^<([^<>\n]+)>/.exec(text.slice(at))?.[1];
  if (!whole) return null;
  const [what = "", ...labels] = whole.split("|");
  const piece = meant(decoded(what), decoded(labels.join("|")));
  return piece && { piece, end: at + whole.length + 2 };
}

function meant(what: string, label: string): Piece | null {
  const [, sign = "", id = ""] = /^(@|#|!subteam\^)([A-Z0-9]+)$/.exec(what) ?? [];
  if (id) return { kind: sign === "@" ? "user" : sign === "#" ? "channel" : "group", text: id, label: label.replace(/^[@#]/, "") };
  if (["!here", "!channel", "!everyone"].includes(what)) return { kind: "everybody", text: what.slice(1) };
  const [, at = "", format = "", url = ""] = /^!date\^(-?\d+)\^([^^]+)(?:\^(.+))?$/.exec(what) ?? [];
  if (at) return { kind: "date", at: Number(at), format, url: safe(url) ?? "", fallback: label };
  const target = safe(what);
  return target ? { kind: "link", url: target, text: label || what.replace(/^(mailto|tel):/, "") } : null;
}

/** The address if following it can do no harm: no script, no file of this machine. */
export function safe(url: string): string | null {
  return /^(https?|mailto|tel|slack):/i.test(url) ? url : null;
}

/** Links in code are written out. */
const bare = (text: string): string =>
  text.replace(/<([^<>|\n]+)(?:\|([^<>\n]+))?>/g, (whole, url: string, label?: string) => (safe(url) ? (label ?? url) : whole));

const ENTITIES: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** The three signs that Slack wants written otherwise, once: `&amp;lt;` is the text `&lt;`. */
export const decoded = (text: string): string => text.replace(/&(?:amp|lt|gt);/g, (entity) => ENTITIES[entity] ?? entity);
