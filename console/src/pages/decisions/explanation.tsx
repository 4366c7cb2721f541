import { type FormEvent, useId, useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { Said, useAct } from '../../parts/act.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';

type Made = Exclude<wire.DecisionExplanation, { readonly status: 'pending' }>;
type Told = Extract<Made, { readonly view: 'subject' | 'reviewer' }>;

const VIEWS = { subject: 'the person', reviewer: 'whoever reviews it' } as const;
type View = keyof typeof VIEWS;
const isView = (text: string): text is View => Object.hasOwn(VIEWS, text);

/** Time after which an explanation that is being made is asked for again, and how often, ms: the first of a version opens its files. */
const AGAIN_MS = 1000;
const TIMES = 30;

/** Why a decision came out as it did, as the person or a reviewer is told it. */
export function Explanation({ id }: { readonly id: string }) {
  const field = useId();
  const [view, setView] = useState<View>('reviewer');
  const [done, setDone] = useState<Told | 'pending' | null>(null);
  const act = useAct(async () => {
    setDone(null);
    setDone(await made(id, view));
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <div className="stack">
      <p className="note">
        By the files that are registered with the version that decided. That you were given it is written into the log,
        and counts against your explanations of the day.
      </p>
      <form className="row no-print" onSubmit={submit}>
        <div className="field">
          <label htmlFor={field}>As it is told to</label>
          <select id={field} value={view} onChange={({ target }) => isView(target.value) && setView(target.value)}>
            {Object.entries(VIEWS).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </div>
        <button type="submit" className="button" disabled={act.isRunning}>
          {act.isRunning ? 'Explaining …' : 'Explain it'}
        </button>
      </form>
      <Said error={act.error} />
      {done === 'pending' ? (
        <p className="note" role="status">
          It is still being made. Ask again in a while: it is made once and kept.
        </p>
      ) : null}
      {done === null || done === 'pending' ? null : <Found of={done} />}
      {act.proof}
    </div>
  );
}

async function made(id: string, view: View): Promise<Told | 'pending'> {
  for (let asked = 0; asked < TIMES; asked++) {
    const answer = await call('GET /v1/decisions/{id}/explanation', { path: { id }, query: { view } });
    if (!('status' in answer)) return answer as Told;
    await new Promise((done) => setTimeout(done, AGAIN_MS));
  }
  return 'pending';
}

function Found({ of }: { readonly of: Told }) {
  const { reasons, recourse } = of;
  return (
    <>
      <p role="status">
        {reasons.status === 'ready' ? 'The reasons:' : `No reasons are given: ${reasons.status}.`} {reasons.note}
      </p>
      {reasons.sentences.length === 0 ? null : (
        <ol>
          {reasons.sentences.map(({ sentence, values }) => (
            <li key={sentence}>
              <bdi>{sentence}</bdi>
              {values.map(({ name, unit, value }) => (
                <span key={name} className="note">
                  {' '}
                  <bdi>{name}</bdi>: <bdi>{value ?? 'missing'}</bdi> {unit === null ? null : <bdi>{unit}</bdi>}
                </span>
              ))}
            </li>
          ))}
        </ol>
      )}
      {reasons.inputs === undefined || reasons.inputs.length === 0 ? null : (
        <p>
          Inputs that spoke against the person most: <bdi>{reasons.inputs.join(', ')}</bdi>
        </p>
      )}
      <h3>Changes that would have led to another outcome</h3>
      <p className="note">{recourse.note}</p>
      {recourse.offer === null ? null : (
        <p>
          An offer that holds until <Time at={recourse.offer.until} />.
        </p>
      )}
      {recourse.ways.map((way) => (
        <Table
          key={JSON.stringify(way)}
          caption="One way"
          columns={CHANGES}
          rows={Object.entries(way)}
          rowKey={([name]) => name}
        />
      ))}
      {of.view === 'reviewer' ? <Contributions of={of.contributions} /> : null}
    </>
  );
}

type Change = readonly [string, Readonly<Record<string, unknown>>];
const CHANGES: readonly Column<Change>[] = [
  { id: 'input', head: 'Input', cell: ([name]) => <bdi>{name}</bdi> },
  { id: 'from', head: 'From', cell: ([, { from }]) => <bdi>{String(from ?? 'missing')}</bdi> },
  { id: 'to', head: 'To', cell: ([, { to }]) => <bdi>{String(to ?? 'missing')}</bdi> },
];

type Contribution = readonly [string, number];
const CONTRIBUTIONS: readonly Column<Contribution>[] = [
  { id: 'input', head: 'Input', cell: ([name]) => <bdi>{name}</bdi>, value: ([name]) => name },
  { id: 'by', head: 'Moved the score by', cell: ([, by]) => by.toPrecision(3), value: ([, by]) => by, isNumber: true },
];

function Contributions({ of }: { readonly of: Readonly<Record<string, number>> }) {
  const rows = Object.entries(of).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  return (
    <Table
      caption="What each input did, against the people whom the version is compared with"
      columns={CONTRIBUTIONS}
      rows={rows}
      rowKey={([name]) => name}
    />
  );
}
