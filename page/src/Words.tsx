import { get } from "node-emoji";
import { createContext, Fragment, useContext, type ReactNode } from "react";
import { dated } from "./dates";
import { decoded, read, type Part, type Piece } from "./mrkdwn";
import { useNames } from "./names";
import type { Text } from "./state";

/** A text object of Slack's. */
export function Words({ text }: { text: Text }): ReactNode {
  if (text.type === "plain_text") return <span className="as-typed">{shown(text)}</span>;
  return read(text.text, text.verbatim).map((part, at) => <OnePart key={at} part={part} />);
}

/** Where only letters fit: in an option or in the name of something. */
export const shown = (text: Text | undefined): string | undefined =>
  text && (text.emoji === false ? decoded(text.text) : withEmoji(decoded(text.text)));

/** The texts of a block that the library draws, and one of them by its place. */
export const TextsContext = createContext<Text[]>([]);

export function WordsAt({ at }: { at: number }): ReactNode {
  const text = useContext(TextsContext)[at];
  return text ? <Words text={text} /> : null;
}

// Spans all: the library puts texts into paragraphs and buttons, where nothing else may stand.
function OnePart({ part }: { part: Part }): ReactNode {
  if (part.kind === "block") return <code className="code-block">{part.text}</code>;
  const inside = <Pieces pieces={part.inside} />;
  return part.kind === "quote" ? (
    <span className="quote" role="blockquote">
      {inside}
    </span>
  ) : (
    <span className="lines">{inside}</span>
  );
}

const Pieces = ({ pieces }: { pieces: Piece[] }): ReactNode => pieces.map((piece, at) => <OnePiece key={at} piece={piece} />);

function OnePiece({ piece }: { piece: Piece }): ReactNode {
  const { users, channels } = useNames();
  switch (piece.kind) {
    case "marked": {
      const Mark = piece.mark;
      return (
        <Mark>
          <Pieces pieces={piece.inside} />
        </Mark>
      );
    }
    case "code":
      return <code className="code">{piece.text}</code>;
    case "link":
      return <Away url={piece.url}>{withEmoji(piece.text)}</Away>;
    case "date":
      return <When {...piece} />;
    case "user":
      return <span className="mention">@{users.find((one) => one.id === piece.text)?.name ?? (piece.label || piece.text)}</span>;
    case "channel":
      return <span className="mention">#{channels.find((one) => one.id === piece.text)?.name ?? (piece.label || piece.text)}</span>;
    case "group":
      return <span className="mention">@{piece.label || piece.text}</span>;
    case "everybody":
      return <span className="mention everybody">@{piece.text}</span>;
    default:
      return <Fragment>{withEmoji(piece.text)}</Fragment>;
  }
}

/** A link out of the page. */
export function Away({ url, children }: { url: string; children: ReactNode }): ReactNode {
  return (
    <a className="away" href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

export function When({ at, format, url, fallback }: { at: number; format: string; url: string; fallback: string }): ReactNode {
  const written = dated(at, format);
  const time = written === null ? fallback || format : <time dateTime={new Date(at * 1000).toISOString()}>{written}</time>;
  return url ? <Away url={url}>{time}</Away> : time;
}

const withEmoji = (text: string): string =>
  text.replace(/:([a-z0-9_+'-]+):(?::skin-tone-[2-6]:)?/g, (whole, name: string) => get(name) ?? whole);
