import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/call.js';
import { documentKindsQuery } from '../../api/documents.js';
import type { MissingField } from '../../api/record-document.js';
import { Said, useAct } from '../../parts/act.js';
import { TextField } from '../../parts/text-field.js';

/** Most letters of a statement, as the service takes it. */
const MOST_TEXT = 20_000;

interface FormProps {
  readonly subject: string;
  readonly of: MissingField;
  readonly onDone: () => void;
}

/** Says something for a field that no record answers; every document that asks for it has it then. */
export function FieldForm({ subject, of, onDone }: FormProps) {
  const [text, setText] = useState('');
  const kinds = useQuery(documentKindsQuery).data;
  const asked = kinds?.fields.find(({ id }) => id === of.field);
  const act = useAct(
    () => call('POST /v1/documents/statements', { body: { subject, field: of.field, text } }),
    ['documents', 'controls'],
    onDone,
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form className="stack no-print" onSubmit={submit}>
      {asked === undefined ? null : (
        <p className="note small">
          {asked.asks} It is said of the {asked.about === 'data' ? 'data set' : asked.about}.
        </p>
      )}
      <TextField label={of.label} value={text} onChange={setText} most={MOST_TEXT} rows={4} isRequired />
      <p className="note small">
        It stands in internal documents under your name, and in every document that asks for it. It is an entry of the
        log.
      </p>
      <Said error={act.error} />
      <p className="acts">
        <button type="submit" className="button main-act" disabled={act.isRunning}>
          Say it
        </button>
        <button type="button" className="button" onClick={onDone}>
          Cancel
        </button>
      </p>
      {act.proof}
    </form>
  );
}
