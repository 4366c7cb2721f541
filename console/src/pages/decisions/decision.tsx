import { useQuery } from '@tanstack/react-query';
import type { wire } from 'tribune/client';
import { keysOnlyPolicy, parseVerifierKey, verifyReceipt } from 'tribune/ledger';
import { call, Refused } from '../../api/call.js';
import { useMay } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { Answer, Failure } from '../../parts/states.js';
import { Time } from '../../parts/time.js';
import { Steps, VerdictLine } from '../../parts/verification.js';
import { Badge, Name } from '../../parts/words.js';
import { Explanation } from './explanation.js';
import { MadeOf } from './made-of.js';
import { Replay } from './replay.js';

/** Labels of the fields that people ask for first, in this order; the others follow under their own names. */
const LABELS: Readonly<Record<string, string>> = {
  decidedAt: 'Decided',
  deployment: 'Deployment',
  outcome: 'Outcome',
  score: 'Score',
  cutoff: 'Cutoff',
  version: 'Version of the model',
  route: 'Route',
  subject: 'Subject',
  jurisdiction: 'Jurisdiction',
};
const APART = new Set(['id', 'logged', 'attributes']);

/** A decision: what was decided, what the log says of it, and whether its receipt holds. */
export function Decision({ view }: { readonly view: wire.DecisionView }) {
  const { logged, attributes = {} } = view;
  const may = useMay();
  const mayReplay = may('decision.replay');
  const others = Object.keys(view).filter((name) => !APART.has(name) && !(name in LABELS));
  const fields = [...Object.keys(LABELS).filter((name) => name in view), ...others];
  return (
    <>
      <h2>
        <code>{view.id}</code>
      </h2>
      {logged.erased ? (
        <p className="note">It was erased: the log still proves that it was made, nothing opens it any more.</p>
      ) : null}
      <Section title="What was decided">
        {fields.length === 0 ? (
          <p className="note">Your roles show no field of it. Auditors and legal see the payload.</p>
        ) : (
          <dl className="facts">
            {fields.map((name) => (
              <Field key={name} name={LABELS[name] ?? name} value={view[name]} isMoment={name === 'decidedAt'} />
            ))}
            {Object.entries(attributes).map(([name, value]) => (
              <Field key={`attribute ${name}`} name={name} value={value} />
            ))}
          </dl>
        )}
      </Section>
      <Section title="What the log says">
        <dl className="facts">
          <dt>Entry</dt>
          <dd className="number">
            {logged.index} of the log {logged.log}
          </dd>
          <dt>Received</dt>
          <dd>
            <Time at={logged.receivedAt} />
          </dd>
          <Stopped of={logged.stopped} />
          <TriedOut of={logged.canary} />
          <dt>Labels</dt>
          <dd>
            {logged.labels.length === 0
              ? 'none yet'
              : logged.labels.map(({ label, knownAt }) => (
                  <div key={knownAt}>
                    {String(label)}, known <Time at={knownAt} />
                  </div>
                ))}
          </dd>
        </dl>
      </Section>
      <Section title="Receipt, checked in this browser">
        <Receipt id={view.id} />
      </Section>
      {logged.erased || !may('explanation.reviewer') ? null : (
        <Section title="Why">
          <Explanation id={view.id} />
        </Section>
      )}
      {logged.erased || !mayReplay ? null : (
        <Section title="Run again">
          <Replay id={view.id} />
        </Section>
      )}
      {logged.erased || !may('lineage.person') ? null : (
        <Section title="From what its version was made">
          <MadeOf id={view.id} />
        </Section>
      )}
    </>
  );
}

const SAID = {
  review: 'a person was to decide',
  shadow: 'the fallback was to decide, beside the model',
  fallback: 'the fallback was to decide',
} as const;

/** What the stop switch said of it, where a stop held. */
function Stopped({ of }: { readonly of: wire.DecisionView['logged']['stopped'] }) {
  if (of === null || of.said === 'model' || of.stop === null) return null;
  return (
    <>
      <dt>Decided while stopped</dt>
      <dd>
        Since <Time at={of.stop.since} /> {SAID[of.said]}.{' '}
        {of.isKept === false ? (
          <Badge look="bad" glyph="■">
            the model decided all the same
          </Badge>
        ) : null}
      </dd>
    </>
  );
}

const ARMS = { canary: 'the version that is tried out', incumbent: 'the version before it' } as const;

/** In which arm it was decided, where a version was tried out then. */
function TriedOut({ of }: { readonly of: wire.DecisionView['logged']['canary'] }) {
  if (of === null) return null;
  return (
    <>
      <dt>While a version was tried out</dt>
      <dd>
        {of.arm === null ? 'neither version of the trial decided' : `decided by ${ARMS[of.arm]}`}
        {of.drawn === null || of.drawn === of.arm ? '. ' : `; it was to be decided by ${ARMS[of.drawn]}. `}
        {of.drawn === null || of.arm === null || of.drawn === of.arm ? null : (
          <Badge look="care" glyph="◆">
            not as it was drawn
          </Badge>
        )}
      </dd>
    </>
  );
}

interface FieldProps {
  readonly name: string;
  readonly value: unknown;
  /** Whether it is a time by what a record is, and not by how it looks. */
  readonly isMoment?: boolean;
}

function Field({ name, value, isMoment = false }: FieldProps) {
  return (
    <>
      <dt>
        <Name>{name}</Name>
      </dt>
      <dd>
        {isMoment && typeof value === 'string' ? (
          <>
            <Time at={value} />, sent as{' '}
          </>
        ) : null}
        <Value of={value} />
      </dd>
    </>
  );
}

/** Values as they were sent: a text that looks like a time is a text that somebody wrote, and is not put into another zone. */
function Value({ of }: { readonly of: unknown }) {
  if (of === null) return <span className="note">none</span>;
  if (typeof of === 'string') return <bdi>{of}</bdi>;
  if (typeof of === 'object') return <code>{JSON.stringify(of)}</code>;
  return <span className="number">{String(of)}</span>;
}

/** The receipt with the key of its log, checked by the code that outsiders run; null while its checkpoint is not out. */
async function checkedReceipt(id: string, signal: AbortSignal) {
  try {
    const [receipt, key] = await Promise.all([
      call('GET /v1/decisions/{id}/receipt', { path: { id }, signal }),
      call('GET /ledger/{log}/key', { path: { log: 'main' }, signal }),
    ]);
    return { receipt, result: await verifyReceipt({ receipt, trust: keysOnlyPolicy([parseVerifierKey(key.trim())]) }) };
  } catch (cause) {
    if (cause instanceof Refused && cause.status === 404) return { receipt: null, result: null };
    throw cause;
  }
}

function Receipt({ id }: { readonly id: string }) {
  const receipt = useQuery({
    queryKey: ['receipt', id],
    queryFn: ({ signal }) => checkedReceipt(id, signal),
    refetchInterval: ({ state }) => (state.data?.receipt === null ? 2_000 : false),
  });
  if (receipt.isError) return <Failure cause={receipt.error} />;
  return (
    <Answer of={receipt} what="the receipt">
      {({ receipt: text, result }) =>
        result === null ? (
          <p className="note">
            It is in the log; the checkpoint that proves it is not out yet. This looks again by itself.
          </p>
        ) : (
          <div className="stack">
            <VerdictLine overall={result.inLog} />
            <Steps steps={result.steps} />
            <details>
              <summary>The receipt, as the person holds it</summary>
              <pre className="text">{text}</pre>
            </details>
          </div>
        )
      }
    </Answer>
  );
}
