import { useId, useState } from 'react';
import { RowsField } from '../../parts/rows-field.js';
import { TextField } from '../../parts/text-field.js';
import { KeepSheet, type SheetOf } from './keep-record.js';
import { MOST_LINE, MOST_TEXT, namesIn } from './record-words.js';

const CRITERION = { criterion: '', gains: '', loses: '', numbers: '' };
const DISSENT = { who: '', why: '' };

/** The form of a choice between measures of fairness: who gains and loses under each, which one is taken, and who disagreed. */
export function ChoiceSheet({ system, onClose }: SheetOf) {
  const id = useId();
  const [decision, setDecision] = useState('');
  const [criteria, setCriteria] = useState<readonly (typeof CRITERION)[]>([CRITERION, CRITERION]);
  const [chosen, setChosen] = useState('');
  const [reason, setReason] = useState('');
  const [dissent, setDissent] = useState<readonly (typeof DISSENT)[]>([]);
  const body = () => ({
    ...{ decision, chosen, reason, dissent },
    criteria: criteria.map(({ gains, loses, ...same }) => ({ ...same, gains: namesIn(gains), loses: namesIn(loses) })),
  });
  return (
    <KeepSheet
      title={`Which measure of fairness ${system} goes by`}
      kind="metric-choice"
      {...{ system, body, onClose }}
    >
      <TextField label="What is decided" value={decision} onChange={setDecision} most={MOST_TEXT} rows={2} isRequired />
      <RowsField
        label="Measures that were looked at, two at least"
        add="Add a measure"
        empty={CRITERION}
        rows={criteria}
        onChange={setCriteria}
        fields={{
          criterion: { label: 'Measure', most: MOST_LINE, isRequired: true },
          gains: { label: 'Who gains, with commas', most: MOST_TEXT },
          loses: { label: 'Who loses, with commas', most: MOST_TEXT },
          numbers: { label: 'In your numbers', most: MOST_TEXT },
        }}
      />
      <div className="field">
        <label htmlFor={`${id}chosen`}>The one that is taken</label>
        <select id={`${id}chosen`} required value={chosen} onChange={({ target }) => setChosen(target.value)}>
          <option value="">none yet</option>
          {[...new Set(criteria.map(({ criterion }) => criterion))]
            .filter((one) => one !== '')
            .map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
        </select>
      </div>
      <TextField label="Why" value={reason} onChange={setReason} most={MOST_TEXT} rows={3} isRequired />
      <RowsField
        label="Who disagreed"
        add="Add a dissent"
        empty={DISSENT}
        rows={dissent}
        onChange={setDissent}
        fields={{
          who: { label: 'Who', most: MOST_LINE, isRequired: true },
          why: { label: 'Why', most: MOST_TEXT, isRequired: true },
        }}
      />
    </KeepSheet>
  );
}
