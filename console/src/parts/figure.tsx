import type { ReactNode } from 'react';

/** A number of a page with its name, within `dl.figures`. */
export const Figure = ({ name, value, note }: { name: string; value: ReactNode; note?: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>
      {value}
      {note === undefined ? null : <small>{note}</small>}
    </dd>
  </div>
);
