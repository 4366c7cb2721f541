import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatNumber } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { type CaseReading, type OutcomeScale, similarQuery } from '../../api/cases.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { inputText, outcomeText } from './words.js';

type Revealed = Exclude<CaseReading, { readonly stage: 'blind' | 'ended' }>;

/** Closed cases like this one. They are asked for by a button, as what the reader was shown is entered into the log. */
export function Similar({ of }: { readonly of: Revealed }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Section title="Similar closed cases">
      {isOpen ? (
        <Found of={of} />
      ) : (
        <p>
          <button type="button" className="button" onClick={() => setOpen(true)}>
            Show similar cases
          </button>
        </p>
      )}
    </Section>
  );
}

function Found({ of: { id, scale } }: { readonly of: Revealed }) {
  const asked = useQuery(similarQuery(id));
  return (
    <Answer of={asked} what="similar cases">
      {({ cases }) =>
        cases.length === 0 ? (
          <p className="quiet">No case of this deployment was decided by people yet.</p>
        ) : (
          <div className="stack">
            <Table caption="Similar cases" columns={columnsOf(scale)} rows={cases} rowKey={keyOf} />
            <p className="note small">
              The nearest by their inputs, those that people decided. That others were decided so is no reason by
              itself.
            </p>
          </div>
        )
      }
    </Answer>
  );
}

const keyOf = (one: wire.SimilarCase): string => `${one.settledAt} ${JSON.stringify(one.inputs)}`;

const columnsOf = (scale: OutcomeScale): readonly Column<wire.SimilarCase>[] => [
  {
    id: 'inputs',
    head: 'Inputs',
    cell: ({ inputs }) => (
      <bdi className="veiled">
        {Object.entries(inputs as object)
          .map(([name, value]) => `${name}: ${inputText(value)}`)
          .join('; ')}
      </bdi>
    ),
  },
  { id: 'distance', head: 'How unlike', isNumber: true, cell: ({ distance }) => formatNumber(distance) },
  { id: 'machine', head: 'The machine', cell: ({ machine }) => outcomeText(scale, machine) },
  { id: 'outcome', head: 'People', cell: ({ outcome }) => outcomeText(scale, outcome) },
  { id: 'settled', head: 'Decided', cell: ({ settledAt }) => <Time at={settledAt} /> },
];
