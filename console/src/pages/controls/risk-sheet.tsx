import { useId, useState } from 'react';
import { TextField } from '../../parts/text-field.js';
import { KeepSheet, type SheetOf } from './keep-record.js';
import { GRADES, MOST_TEXT, RISKS, UNGRADED } from './record-words.js';

/** The risk form: a grade for each of nine things, none of which is graded beforehand. */
export function RiskSheet({ system, onClose }: SheetOf) {
  const id = useId();
  const [grades, setGrades] = useState<Readonly<Record<string, string>>>({});
  const [note, setNote] = useState('');
  const body = () => ({
    scores: Object.fromEntries(RISKS.map(([name]) => [name, Number(grades[name])])),
    note,
  });
  return (
    <KeepSheet title={`Grade the risk of ${system}`} kind="risk-form" {...{ system, body, onClose }}>
      {RISKS.map(([name, words]) => (
        <div className="field" key={name}>
          <label htmlFor={`${id}${name}`}>{words}</label>
          <select
            id={`${id}${name}`}
            required
            value={grades[name] ?? ''}
            onChange={({ target }) => setGrades({ ...grades, [name]: target.value })}
          >
            {[UNGRADED, ...GRADES].map(([value, says]) => (
              <option key={value} value={value}>
                {says}
              </option>
            ))}
          </select>
        </div>
      ))}
      <TextField label="What it rests on" value={note} onChange={setNote} most={MOST_TEXT} rows={3} />
    </KeepSheet>
  );
}
