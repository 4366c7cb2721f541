import { useState } from 'react';
import type { RecordDocument } from '../../api/record-document.js';
import { useMaySome } from '../../parts/may.js';
import { Name } from '../../parts/words.js';
import { FieldForm } from './field-form.js';

interface MissingProps {
  readonly of: Pick<RecordDocument, 'subject' | 'missing'>;
  /** The field whose form is open from the start. */
  readonly field: string | undefined;
}

/** Fields without which a document is incomplete, with who can supply each and the form for it. */
export function MissingFields({ of, field }: MissingProps) {
  const may = useMaySome('document.state');
  const [open, setOpen] = useState(field);
  return (
    <ul className="tasks">
      {of.missing.map((one) => {
        // Only what people say is supplied here; a record that is missing is made elsewhere.
        const isSaid = one.how.includes(`--field ${one.field}`);
        return (
          <li key={one.field} className="task bad" id={`missing-${one.field}`}>
            <span className="what">
              <Name>{one.label}</Name>
            </span>
            <span className="when">
              <Name>{`${one.who} can say it`}</Name>
            </span>
            <span className="why">
              {isSaid && may ? (
                open === one.field ? (
                  <FieldForm subject={of.subject} of={one} onDone={() => setOpen(undefined)} />
                ) : (
                  <button type="button" className="button small no-print" onClick={() => setOpen(one.field)}>
                    Answer it
                  </button>
                )
              ) : (
                <Name whole>{one.how}</Name>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
