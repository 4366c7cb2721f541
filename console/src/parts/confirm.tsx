import type { ReactNode } from 'react';
import { Said, Sheet, type useAct } from './act.js';
import { plainText } from './plain-text.js';

interface ConfirmProps {
  readonly title: string;
  /** The act as its button names it, with the name of what it is done to. */
  readonly button: string;
  readonly isDanger?: boolean;
  readonly act: Pick<ReturnType<typeof useAct>, 'error' | 'isRunning'>;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  /** What else the service wants to know. */
  readonly more?: ReactNode;
  /** What follows from it. */
  readonly children: ReactNode;
}

/** Asks once more before an act, by the name of what it is done to. */
export const Confirm = ({ title, button, isDanger = false, act, onConfirm, onClose, more, children }: ConfirmProps) => (
  <Sheet title={title} onClose={onClose}>
    <div className="stack">
      <p>{children}</p>
      <Said error={act.error} />
      {more}
      <p className="acts">
        <button
          type="button"
          className={`button ${isDanger ? 'danger ' : ''}main-act`}
          disabled={act.isRunning}
          onClick={onConfirm}
        >
          <bdi className="clip">{plainText(button)}</bdi>
        </button>
        <button type="button" className="button" onClick={onClose}>
          Cancel
        </button>
      </p>
    </div>
  </Sheet>
);
