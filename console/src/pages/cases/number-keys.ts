import { useEffect, useRef } from 'react';

const TYPING = 'input:not([type="radio"]), textarea, select, [contenteditable], [role="dialog"], [role="alertdialog"]';
const MARK = 'data-number';

/** What a key means here; null for one that is left alone. */
type Meaning = 'send' | 'undo' | HTMLElement | null;

function meaningOf(event: KeyboardEvent, isSending: boolean): Meaning {
  const target = event.target instanceof Element ? event.target : null;
  if (target?.closest('[role="dialog"], [role="alertdialog"]')) return null;
  const isControl = event.ctrlKey || event.metaKey;
  if (isControl) return event.key === 'Enter' ? 'send' : null;
  if (event.altKey) return null;
  const isTyping = target?.closest(TYPING) !== null && target !== null;
  // A letter that is typed is a letter; Escape takes back from everywhere.
  if (isSending && (event.key === 'Escape' || (event.key === 'u' && !isTyping))) return 'undo';
  if (isTyping || !/^[1-9]$/.test(event.key)) return null;
  return document.querySelector<HTMLElement>(`[${MARK}="${event.key}"]:not(:disabled)`);
}

/**
 * Keys 1 to 9 press the buttons that carry the number, wherever nothing is typed; Ctrl and Enter send from anywhere on the page, and `u` or Escape take
 * back what is about to be sent.
 */
export function useReadingKeys(send: () => void, undo: (() => void) | null): void {
  const latest = useRef({ send, undo });
  useEffect(() => {
    latest.current = { send, undo };
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { send: sendIt, undo: takeBack } = latest.current;
      const meaning = meaningOf(event, takeBack !== null);
      if (meaning === null) return;
      event.preventDefault();
      if (meaning === 'send') sendIt();
      else if (meaning === 'undo') takeBack?.();
      else meaning.click();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

/** The number of a button, as its attribute and as what is shown; none past nine. */
export const numbered = (number: number): { readonly [MARK]?: number; readonly 'aria-keyshortcuts'?: string } =>
  number > 9 ? {} : { [MARK]: number, 'aria-keyshortcuts': String(number) };
