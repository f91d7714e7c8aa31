import { useEffect, useRef, useState, type ReactNode } from "react";
import { Blocks, type Use } from "./Blocks";
import type { Block, Choice, Choices, Modal as Shown } from "./state";

type Props = {
  modal: Shown;
  use: (values: Choices, ...used: Parameters<Use>) => Promise<boolean>;
  submit: (values: Choices) => Promise<unknown>;
  close: () => void;
};

/** The modal on top; what is typed stays here until it is submitted or a button in it is pressed. */
export function Modal({ modal, use, submit, close }: Props): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const [typed, setTyped] = useState<Choices>({});
  useEffect(() => dialog.current?.showModal(), []);
  const [sending, setSending] = useState(false);
  const [missing, setMissing] = useState<Record<string, string>>({});
  useEffect(() => setTyped({}), [modal.id, modal.hash]);
  const values = merged(modal.values, typed);
  const choose: Use = (block, element, choice) => {
    const waits = block.type === "input" && !block.dispatch_action;
    const next = isPressed(element.type) ? typed : withChoice(typed, block.block_id, element.action_id, choice);
    setTyped(next);
    return waits ? Promise.resolve(true) : use(merged(modal.values, next), block, element, choice);
  };
  return (
    <dialog ref={dialog} className="modal" aria-labelledby="modal-title" onCancel={(event) => (event.preventDefault(), close())}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const empty = modal.blocks.filter((block) => isMissing(block, values));
          setMissing(Object.fromEntries(empty.map((block) => [block.block_id, "Please complete this required field."])));
          if (empty.length || sending) return;
          setSending(true);
          void submit(values).finally(() => setSending(false));
        }}
      >
        <header>
          <h2 id="modal-title">{modal.title}</h2>
          <button type="button" className="plain" aria-label="Close" onClick={close}>
            ×
          </button>
        </header>
        <div className="modal-body" tabIndex={0} role="region" aria-label={modal.title}>
          <Blocks blocks={modal.blocks} choices={values} use={choose} errors={{ ...modal.errors, ...missing }} scope={modal.id} />
        </div>
        <footer>
          <button type="button" onClick={close}>
            {modal.close || "Close"}
          </button>
          {modal.submit ? (
            <button type="submit" className="primary" disabled={sending}>
              {modal.submit}
            </button>
          ) : null}
        </footer>
      </form>
    </dialog>
  );
}

function isMissing(block: Block, values: Choices): boolean {
  if (block.type !== "input" || block.optional || !block.element) return false;
  const chosen = values[block.block_id]?.[block.element.action_id];
  return Array.isArray(chosen) ? chosen.length === 0 : !chosen;
}

const isPressed = (type: string): boolean => type === "button" || type === "overflow" || type === "feedback_buttons";

function withChoice(choices: Choices, block: string, action: string, choice: Choice): Choices {
  return { ...choices, [block]: { ...choices[block], [action]: choice } };
}

function merged(below: Choices, above: Choices): Choices {
  const blocks = { ...below };
  for (const [block, chosen] of Object.entries(above)) if (block in below) blocks[block] = { ...below[block], ...chosen };
  return blocks;
}
