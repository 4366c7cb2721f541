import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { Said, useAct } from './act.js';

/** How long an act can be taken back by one click; afterwards the page of what was done has the way back. */
const UNDO_S = 20;
const STEP_MS = 1_000;

/** An act that was done, and the act the other way. */
export interface Undoable {
  /** What was done, as a sentence without its end: `Silenced for 8 h`. */
  readonly what: string;
  /** What is other than before once it is taken back, as a sentence; without it nothing is. */
  readonly differs?: string;
  /** Does the act the other way, which stands in the log as one of its own. */
  readonly undo: () => Promise<unknown>;
  /** What has to be asked for anew then. */
  readonly touches: readonly string[];
}

interface Offered extends Undoable {
  readonly number: number;
}

let offered: Offered | null = null;
let count = 0;
const watchers = new Set<() => void>();

function offer(next: Offered | null): void {
  offered = next;
  for (const told of watchers) told();
}

/** Offers to take an act back that was just done. The newest takes the place of one before: that one has its own way back. */
export function offerUndo(done: Undoable): void {
  count += 1;
  offer({ ...done, number: count });
}

const watch = (told: () => void): (() => void) => {
  watchers.add(told);
  return () => watchers.delete(told);
};

/** The offer to take back what was done last, below every page. */
export function UndoOffer() {
  const shown = useSyncExternalStore(watch, () => offered);
  return (
    <div className="undo-place no-print" role="status">
      {shown === null ? null : <Offer key={shown.number} of={shown} />}
    </div>
  );
}

function Offer({ of: { number, what, differs, undo, touches } }: { readonly of: Offered }) {
  const [leftS, setLeftS] = useState(UNDO_S);
  // Whoever reads it, or has the keyboard on it, is not hurried (WCAG 2.2, 2.2.1): neither of the two ends the other.
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const isHeld = isPointed || isFocused;
  const closing = useRef<HTMLButtonElement>(null);
  const [isDone, setDone] = useState(false);
  const back = useAct(undo, touches, () => setDone(true));
  // A proof of who one is may be asked for on the way, for which nobody is hurried either.
  const isUnderWay = back.isRunning || back.proof !== null;
  const isFailed = back.error !== null;
  const takeBack = (): void => {
    // The button goes as it is pressed, and the keyboard would be nowhere.
    closing.current?.focus();
    back.run(undefined);
  };
  const close = (): void => {
    if (offered?.number === number) offer(null);
  };
  useEffect(() => {
    if (isHeld || isUnderWay || isFailed) return;
    const timer = setTimeout(() => {
      if (leftS > 1) return setLeftS(leftS - 1);
      if (offered?.number === number) offer(null);
    }, STEP_MS);
    return () => clearTimeout(timer);
  }, [leftS, isHeld, isUnderWay, isFailed, number]);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the pointer over it only stops the time */}
      <div
        className="undo"
        onPointerEnter={() => setPointed(true)}
        onPointerLeave={() => setPointed(false)}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        <span>
          {isDone ? `Taken back: ${what}. Both acts are in the log.` : `${what}.`} {differs}
        </span>
        {isDone || isUnderWay ? null : (
          <button type="button" className="button small" onClick={takeBack}>
            Undo{' '}
            <span className="number" aria-hidden="true">
              {leftS} s
            </span>
          </button>
        )}
        <button ref={closing} type="button" className="button small" onClick={close}>
          Close
        </button>
        <Said error={back.error} />
      </div>
      {/* Beside it, as React hands what happens in the dialog on to whatever it stands in. */}
      {back.proof}
    </>
  );
}
