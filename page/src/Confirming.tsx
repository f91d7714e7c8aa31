import { useEffect, useRef, type ReactNode } from "react";
import type { Confirm } from "./state";
import { Words } from "./Words";

export type Asked = { confirm: Confirm; then: (agreed: boolean) => void };

/** What an element asks before it does something. */
export function Confirming({ asked, done }: { asked: Asked; done: () => void }): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const { title, text, confirm, deny, style } = asked.confirm;
  const answer = (agreed: boolean): void => {
    done();
    asked.then(agreed);
  };
  return (
    <dialog ref={dialog} className="confirm" aria-labelledby="confirm-title" onCancel={() => answer(false)}>
      <h2 id="confirm-title">
        <Words text={title} />
      </h2>
      <p>
        <Words text={text} />
      </p>
      <footer>
        <button type="button" onClick={() => answer(false)}>
          <Words text={deny} />
        </button>
        <button type="button" className={style === "danger" ? "danger" : "primary"} onClick={() => answer(true)}>
          <Words text={confirm} />
        </button>
      </footer>
    </dialog>
  );
}
