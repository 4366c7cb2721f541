import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import { encodeHex, readCheckpoint } from 'tribune/ledger';
import { call } from '../../api/call.js';
import { Figure } from '../../parts/figure.js';
import { Page, Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { Check } from './check.js';
import { Entry } from './entry.js';
import { Integrity } from './integrity.js';
import { Keys } from './keys.js';
import { Signatures } from './signatures.js';

const LOGS = [
  { log: 'main', name: 'Decisions and acts', about: 'every decision, label, erasure, alarm and act of a person' },
  { log: 'reads', name: 'Reads', about: 'who read which payload, and for what purpose' },
] as const;

const route = getRouteApi('/ledger');

export default function Ledger() {
  const { entry } = route.useSearch();
  return (
    <Page
      title="Ledger"
      about="The logs hold commitments, never people. Anyone with the key can check that nothing was changed or left out; this page does it in your browser."
    >
      {entry === undefined ? null : <Entry index={entry} />}
      {LOGS.map((one) => (
        <Log key={one.log} {...one} />
      ))}
      <Integrity />
    </Page>
  );
}

type LogName = (typeof LOGS)[number]['log'];

const ledgerQuery = (log: string) => ({
  queryKey: ['ledger', log],
  queryFn: async ({ signal }: { signal: AbortSignal }) => {
    const [checkpoint, key] = await Promise.all([
      call('GET /ledger/{log}/checkpoint', { path: { log }, signal }),
      call('GET /ledger/{log}/key', { path: { log }, signal }),
    ]);
    return { checkpoint, key: key.trim() };
  },
  refetchInterval: 15_000,
});

function Log({ log, name, about }: (typeof LOGS)[number]) {
  const head = useQuery(ledgerQuery(log));
  return (
    <Section title={name} aside={<span className="note small">{about}</span>}>
      <Answer of={head} what="the checkpoint">
        {({ checkpoint, key }) =>
          checkpoint === '' ? <NoCheckpoint /> : <Head log={log} checkpoint={checkpoint} vkey={key} />
        }
      </Answer>
    </Section>
  );
}

const NoCheckpoint = () => (
  <p className="note">No checkpoint yet: the first comes within a second of the first entry.</p>
);

function Head({ log, checkpoint, vkey }: { log: LogName; checkpoint: string; vkey: string }) {
  const { note, checkpoint: head } = readCheckpoint(checkpoint);
  return (
    <div className="stack">
      <dl className="figures">
        <Figure name="Entries signed" value={formatCount(head.size)} />
        <Figure
          name="Witnesses"
          value={formatCount(note.signatures.filter(({ name }) => name !== head.origin).length)}
        />
      </dl>
      <dl className="facts">
        <dt>Log</dt>
        <dd>
          <code>{head.origin}</code>
        </dd>
        <dt>Root</dt>
        <dd>
          <code>{encodeHex(head.root)}</code>
        </dd>
        <dt>Key</dt>
        <dd>
          <code>{vkey}</code>
        </dd>
      </dl>
      <Signatures of={note.signatures} origin={head.origin} />
      <Keys log={log} />
      <Check log={log} vkey={vkey} />
    </div>
  );
}
