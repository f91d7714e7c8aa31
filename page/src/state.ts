/** What the page shows: the JSON of GET /state, written by bot/preview/page/showing.py. */

export type Text = { type: "plain_text" | "mrkdwn"; text: string; verbatim?: boolean; emoji?: boolean };
export type Option = { text: Text; value: string; description?: Text; url?: string };
export type Confirm = { title: Text; text: Text; confirm: Text; deny: Text; style?: string };

/** An interactive element, as Block Kit writes it; only what the page itself reads. */
export type Element = {
  type: string;
  action_id: string;
  text?: Text;
  value?: string;
  url?: string;
  style?: string;
  confirm?: Confirm;
  placeholder?: Text;
  options?: Option[];
  option_groups?: { label: Text; options: Option[] }[];
  multiline?: boolean;
  max_length?: number;
  is_decimal_allowed?: boolean;
  min_value?: string;
  max_value?: string;
  accessibility_label?: string;
  positive_button?: { text: Text; value: string };
  negative_button?: { text: Text; value: string };
};

export type Block = {
  type: string;
  block_id: string;
  text?: Text | string;
  label?: Text;
  hint?: Text;
  optional?: boolean;
  dispatch_action?: boolean;
  element?: Element;
  accessory?: Element;
  elements?: Element[];
  actions?: Element[];
  [key: string]: unknown;
};

export type File = { id: string; name: string; title: string; image: boolean };
export type Message = {
  ts: string;
  user: string;
  bot: boolean;
  text: string;
  blocks: Block[];
  thread_ts: string | null;
  ephemeral: boolean;
  edited: boolean;
  files: File[];
};

/** What is chosen in an element, as bot/preview/elements.py reads it. */
export type Choice = string | string[] | number | null;
export type Choices = Record<string, Record<string, Choice>>;

export type Modal = {
  id: string;
  hash: string;
  title: string;
  submit: string;
  close: string;
  blocks: Block[];
  values: Choices;
  errors: Record<string, string>;
};
export type Home = { id: string; hash: string; blocks: Block[]; values: Choices };
export type Channel = { id: string; name: string; kind: "public" | "private" | "im" | "mpim"; latest: string };
export type Person = { id: string; name: string; team: string; latest: string };
export type Refusal = { method: string; error: string; detail: string };
export type Command = { text: string; help: string };

export type State = {
  revision: string;
  now: number;
  next: { at: number; what: string } | null;
  people: Person[];
  users: { id: string; name: string; bot: boolean }[];
  channels: Channel[];
  shown: string;
  messages: Message[];
  chosen: Record<string, Choices>;
  home: Home | null;
  modal: Modal | null;
  prompts: { title: string; message: string }[];
  prompts_title: string;
  status: string;
  commands: Command[];
  samples: boolean;
  refused: Refusal[];
  underneath: Underneath;
};

export type Scale = { name: string; dimensions: { name: string; bar: string; words: string }[] };
export type Underneath = {
  conversation: { name: string; value: string }[];
  capabilities: { name: string; value: string }[];
  scales: Scale[];
};
