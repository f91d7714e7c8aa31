/** Slack's date tokens, for the reader's own zone. */

type Format = Intl.DateTimeFormatOptions;
const MONTH_FIRST: Format = { month: "long", day: "numeric", year: "numeric" };
const FORMATS: Record<string, Format> = {
  date: MONTH_FIRST,
  date_short: { ...MONTH_FIRST, month: "short" },
  date_long: { ...MONTH_FIRST, weekday: "long" },
  date_long_full: MONTH_FIRST,
  date_slash: { month: "2-digit", day: "2-digit", year: "numeric" },
  time: { hour: "numeric", minute: "2-digit" },
  time_secs: { hour: "numeric", minute: "2-digit", second: "2-digit" },
};
const A_DAY = 86_400_000;
const ENDINGS: Record<string, string> = { one: "st", two: "nd", few: "rd", other: "th" };
const ORDINALS = new Intl.PluralRules("en-US", { type: "ordinal" });

/** The moment as the format says, or null if a token in it is none of Slack's. */
export function dated(seconds: number, format: string, now = new Date()): string | null {
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) return null;
  let unknown = false;
  const text = format.replace(/\{(\w+)\}/g, (whole, token: string) => {
    const shown = one(moment, token, now);
    unknown ||= shown === null;
    return shown ?? whole;
  });
  return unknown ? null : text;
}

function one(moment: Date, token: string, now: Date): string | null {
  if (token === "date_num") return [moment.getFullYear(), two(moment.getMonth() + 1), two(moment.getDate())].join("-");
  if (token === "ago") return ago(moment.getTime() - now.getTime());
  if (token === "day_divider_pretty") {
    const { year: _, ...thisYear } = FORMATS.date_long ?? {};
    const format = moment.getFullYear() === now.getFullYear() ? thisYear : FORMATS.date_long;
    return near(moment, now) ?? moment.toLocaleString("en-US", format);
  }
  const pretty = token.endsWith("_pretty");
  const format = FORMATS[token.replace(/_pretty$/, "")];
  if (!format) return null;
  const written = moment.toLocaleString("en-US", format);
  // "February 18th, 2014": the long forms of Slack's have an ordinal.
  const long = /^date(_long)?(_pretty)?$/.test(token);
  return (pretty ? near(moment, now) : null) ?? (long ? written.replace(/(\d+),/, ordinal) : written);
}

const ordinal = (_: string, day: string): string => `${day}${ENDINGS[ORDINALS.select(Number(day))] ?? "th"},`;
const two = (number: number): string => String(number).padStart(2, "0");

function near(moment: Date, now: Date): string | null {
  const days = Math.round((new Date(moment).setHours(0, 0, 0, 0) - new Date(now).setHours(0, 0, 0, 0)) / A_DAY);
  return { "-1": "Yesterday", "0": "Today", "1": "Tomorrow" }[String(days)] ?? null;
}

const STEPS = [
  ["year", 365 * A_DAY],
  ["month", 30 * A_DAY],
  ["day", A_DAY],
  ["hour", A_DAY / 24],
  ["minute", A_DAY / 1440],
  ["second", 1000],
] as const;

function ago(milliseconds: number): string {
  const [unit, length] = STEPS.find(([, size]) => Math.abs(milliseconds) >= size) ?? STEPS[5];
  return new Intl.RelativeTimeFormat("en-US").format(Math.round(milliseconds / length), unit);
}
