import { createElement, type ReactNode, useEffect, useRef, useState } from 'react';
import { type ChartElement, toElements } from 'tribune/charts';

/** Charts are laid out anew only when their width changes by this much, in pixels. */
const STEP = 20;
const WIDEST = 1120;
const FIRST = 760;

/** A chart laid out for the room that it has: letters keep their size on every screen. */
export function Chart({ draw, caption }: { draw: (width: number) => ChartElement; caption?: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(FIRST);
  useEffect(() => {
    const watch = new ResizeObserver(([entry]) => {
      const room = Math.floor(Math.min(WIDEST, entry?.contentRect.width ?? FIRST) / STEP) * STEP;
      if (room > 0) setWidth(room);
    });
    if (frame.current !== null) watch.observe(frame.current);
    return () => watch.disconnect();
  }, []);
  return (
    <figure>
      <div className="chart" ref={frame}>
        {toElements<ReactNode>(draw(width), createElement)}
      </div>
      {caption === undefined ? null : <figcaption>{caption}</figcaption>}
    </figure>
  );
}
