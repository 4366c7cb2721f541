import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatCount } from 'tribune/charts';
import { encodeHex, keysOnlyPolicy, parseVerifierKey, readCheckpoint, verifyLog } from 'tribune/ledger';
import { call } from '../api/call.js';
import { verifyCommand } from '../parts/commands.js';
import { Figure } from '../parts/figure.js';
import { Page, Section } from '../parts/page.js';
import { Answer, Command, Failure } from '../parts/states.js';
import { Steps, VerdictLine } from '../parts/verification.js';

const LOGS = [
  { log: 'main', name: 'Decisions and acts', about: 'every decision, label, erasure, alarm and act of a person' },
  { log: 'reads', name: 'Reads', about: 'who read which payload, and for what purpose' },
] as const;

export default function Ledger() {
  return (
    <Page
      title="Ledger"
      about="The logs hold commitments, never people. Anyone with the key can check that nothing was changed or left out; this page does it in your browser."
    >
      {LOGS.map((one) => (
        <Log key={one.log} {...one} />
      ))}
    </Page>
  );
}

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

function Head({ log, checkpoint, vkey }: { log: string; checkpoint: string; vkey: string }) {
  const { note, checkpoint: head } = readCheckpoint(checkpoint);
  return (
    <div className="stack">
      <dl className="figures">
        <Figure name="Entries signed" value={formatCount(head.size)} />
        <Figure
          name="Signatures"
          value={formatCount(note.signatures.length)}
          note={note.signatures.map((one) => one.name).join(', ')}
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
      <Check log={log} vkey={vkey} />
    </div>
  );
}

/** Reads a file of a log as the verifying code wants it; null where there is none. */
const readFrom =
  (log: string) =>
  async (path: string): Promise<Uint8Array | null> => {
    const answer = await fetch(`/ledger/${log}/${path}`);
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error(`The service answered ${answer.status} for ${path}.`);
    return new Uint8Array(await answer.arrayBuffer());
  };

function Check({ log, vkey }: { readonly log: string; readonly vkey: string }) {
  const [done, setDone] = useState(0);
  const check = useMutation({
    mutationFn: () =>
      verifyLog({ read: readFrom(log), trust: keysOnlyPolicy([parseVerifierKey(vkey)]), onProgress: setDone }),
  });
  return (
    <div className="stack">
      <p className="acts no-print">
        <button type="button" className="button" disabled={check.isPending} onClick={() => check.mutate()}>
          {check.isPending ? `Checking, ${formatCount(done)} entries …` : 'Check every entry now'}
        </button>
      </p>
      {check.isError ? <Failure cause={check.error} /> : null}
      {check.data === undefined ? (
        <details>
          <summary>Check it elsewhere</summary>
          <p className="note">
            A check here rests on the key that this server names. Get the key from somebody else, and run:
          </p>
          <Command text={verifyCommand(location.origin, { log, key: vkey })} />
        </details>
      ) : (
        <>
          <VerdictLine overall={check.data.overall} />
          <Steps steps={check.data.steps} />
        </>
      )}
    </div>
  );
}
