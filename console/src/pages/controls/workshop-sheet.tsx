import { useState } from 'react';
import { RowsField } from '../../parts/rows-field.js';
import { TextField } from '../../parts/text-field.js';
import { KeepSheet, type SheetOf } from './keep-record.js';
import { GRADES, HARMS, MOST_LINE, MOST_TEXT, namesIn, UNGRADED } from './record-words.js';

const EMPTY = {
  ...{ stakeholder: '', kind: 'allocation', harm: '', likelihood: '', severity: '' },
  ...{ mitigation: '', owner: '' },
};
const GRADED = [UNGRADED, ...GRADES];

/** The form of a workshop on harm: who was there, and what may go wrong for whom. */
export function WorkshopSheet({ system, onClose }: SheetOf) {
  const [present, setPresent] = useState('');
  const [harms, setHarms] = useState<readonly (typeof EMPTY)[]>([EMPTY]);
  const body = () => ({
    present: namesIn(present),
    harms: harms.map(({ likelihood, severity, ...harm }) => ({
      ...harm,
      likelihood: Number(likelihood),
      severity: Number(severity),
    })),
  });
  return (
    <KeepSheet title={`A workshop on harm by ${system}`} kind="harm-workshop" {...{ system, body, onClose }}>
      <TextField label="Who was there, with commas" value={present} onChange={setPresent} most={MOST_TEXT} isRequired />
      <RowsField
        label="What may go wrong"
        add="Add a harm"
        empty={EMPTY}
        rows={harms}
        onChange={setHarms}
        fields={{
          stakeholder: { label: 'For whom', most: MOST_LINE, isRequired: true },
          kind: { label: 'Of which kind', most: MOST_LINE, options: HARMS },
          harm: { label: 'What happens', most: MOST_TEXT, isRequired: true },
          likelihood: { label: 'How likely', most: 1, options: GRADED, isRequired: true },
          severity: { label: 'How grave', most: 1, options: GRADED, isRequired: true },
          mitigation: { label: 'What is done about it', most: MOST_TEXT },
          owner: { label: 'Who answers for that', most: MOST_LINE },
        }}
      />
      <p className="note small">
        A harm about which nothing is done, or for which nobody answers, stays open and is told as such.
      </p>
    </KeepSheet>
  );
}
