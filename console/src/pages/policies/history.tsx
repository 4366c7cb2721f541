import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { wire } from 'tribune/client';
import { policyTextQuery } from '../../api/policies.js';
import { Actor } from '../../parts/actor.js';
import { Digest } from '../../parts/digest.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { DiffView } from './diff-view.js';

type Epoch = wire.WatchedPolicies['epochs'][number];

/** By which policies a deployment was watched; what each changed against the one before. */
export function History({ deployment, epochs }: { readonly deployment: string; readonly epochs: readonly Epoch[] }) {
  const [open, setOpen] = useState<number | null>(null);
  if (epochs.length === 0)
    return (
      <p className="note">
        Nobody ever had <Name>{deployment}</Name> watched.
      </p>
    );
  const columns: readonly Column<Epoch>[] = [
    { id: 'policy', head: 'Policy', cell: ({ policy }) => <Digest of={policy} /> },
    {
      id: 'by',
      head: 'By',
      cell: ({ by, reason }) => (reason === null ? <Actor id={by} /> : 'a new version of Tribune'),
    },
    { id: 'since', head: 'Since', cell: ({ since }) => <Time at={since} /> },
    { id: 'until', head: 'Until', cell: ({ until }) => (until === null ? 'now' : <Time at={until} />) },
    {
      id: 'change',
      head: '',
      cell: ({ epoch }) =>
        epochs.at(-1)?.epoch === epoch ? (
          <span className="note">the first</span>
        ) : (
          <button
            type="button"
            className="button small no-print"
            aria-pressed={open === epoch}
            onClick={() => setOpen(open === epoch ? null : epoch)}
          >
            What it changed
          </button>
        ),
    },
  ];
  const at = epochs.findIndex(({ epoch }) => epoch === open);
  const [now, before] = [epochs[at], epochs[at + 1]];
  return (
    <div className="stack">
      <Table caption="Policies over time" columns={columns} rows={epochs} rowKey={({ epoch }) => String(epoch)} />
      {at < 0 || now === undefined || before === undefined ? null : (
        <Between before={before.policy} after={now.policy} />
      )}
    </div>
  );
}

function Between({ before, after }: { readonly before: string; readonly after: string }) {
  const [old, now] = [useQuery(policyTextQuery(before)), useQuery(policyTextQuery(after))];
  return (
    <Answer of={old} what="the policy before">
      {({ text }) => (
        <Answer of={now} what="the policy">
          {(newer) => <DiffView before={text} after={newer.text} of="the one before" />}
        </Answer>
      )}
    </Answer>
  );
}
