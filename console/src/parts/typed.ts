import { useEffect, useRef, useState } from 'react';

/** Pause in typing after which a text goes into the address, ms. */
const PAUSE_MS = 300;

/**
 * A text that is typed here and stands in the address, which is written after a pause: the address follows the field, and not the field the
 * address, so that no letter is lost. Another text that comes into the address, such as by going back, is taken into the field.
 */
export function useTyped(stored: string, write: (text: string) => void): [typed: string, type: (text: string) => void] {
  const [typed, setTyped] = useState(stored);
  const latest = useRef({ stored, write });
  /** What was written and has not come back yet, the newest last. */
  const onItsWay = useRef<string[]>([]);
  const pause = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    latest.current = { stored, write };
  });
  useEffect(() => {
    const place = onItsWay.current.indexOf(stored);
    if (place >= 0) {
      onItsWay.current = onItsWay.current.slice(place + 1);
      return;
    }
    onItsWay.current = [];
    clearTimeout(pause.current);
    setTyped(stored);
  }, [stored]);
  useEffect(() => () => clearTimeout(pause.current), []);
  const type = (text: string): void => {
    setTyped(text);
    clearTimeout(pause.current);
    pause.current = setTimeout(() => {
      const { stored: known, write: writeNow } = latest.current;
      if (text === known && onItsWay.current.length === 0) return;
      onItsWay.current.push(text);
      writeNow(text);
    }, PAUSE_MS);
  };
  return [typed, type];
}
