import { type FormEvent, useId, useState } from 'react';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { Said, useAct } from '../../parts/act.js';
import { Digest } from '../../parts/digest.js';
import { type Column, Table } from '../../parts/table.js';

type Difference = wire.Replay['differences'][number];

/** Runs a decision again by the bytes of its version, for whoever may see its payload, and says what comes out differently. */
export function Replay({ id }: { readonly id: string }) {
  const field = useId();
  const [tolerance, setTolerance] = useState('0');
  const [done, setDone] = useState<wire.Replay | null>(null);
  const act = useAct(async () => {
    setDone(null);
    const body = { tolerance: Number(tolerance) };
    setDone(await call('POST /v1/decisions/{id}/replay', { path: { id }, body }));
  }, []);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <div className="stack">
      <p className="note">
        The sealed inputs are given to the bytes of the version that decided, which are hashed before. That you ran it
        is written into the log.
      </p>
      <form className="row no-print" onSubmit={submit}>
        <div className="field">
          <label htmlFor={field}>Scores may differ by (0: not by one bit)</label>
          <input
            id={field}
            type="number"
            required
            min={0}
            step="any"
            value={tolerance}
            onChange={({ target }) => setTolerance(target.value)}
          />
        </div>
        <button type="submit" className="button" disabled={act.isRunning}>
          {act.isRunning ? 'Running …' : 'Run it again'}
        </button>
      </form>
      <Said error={act.error} />
      {done === null ? null : <Found of={done} />}
      {act.proof}
    </div>
  );
}

function Found({ of }: { readonly of: wire.Replay }) {
  const { equal, recorded, replayed, differences, environment, version, tolerance } = of;
  return (
    <>
      <p className={`verdict ${equal ? 'good' : 'bad'}`} role="status">
        {equal ? 'It comes out the same.' : 'It does not come out the same.'}
      </p>
      <dl className="facts">
        <dt>Score recorded</dt>
        <dd className="number">{recorded.score ?? 'none'}</dd>
        <dt>Score now</dt>
        <dd className="number">{replayed.score}</dd>
        <dt>Outcome recorded</dt>
        <dd>
          <bdi>{recorded.outcome ?? 'none'}</bdi>
        </dd>
        <dt>Outcome now</dt>
        <dd>{replayed.outcome ?? 'none: no cutoff makes one'}</dd>
        <dt>Compared</dt>
        <dd>{tolerance === 0 ? 'to the bit' : `scores within ${tolerance}`}</dd>
        <dt>Version run</dt>
        <dd>
          <Digest of={version} />
        </dd>
        <dt>Run by</dt>
        <dd>
          Tribune {environment.tribune}, Node {environment.node}, {environment.machine}
        </dd>
      </dl>
      {differences.length === 0 ? null : (
        <Table
          caption="What differs, or was not compared"
          columns={DIFFERENCES}
          rows={differences}
          rowKey={({ of: what, detail }) => `${what} ${detail}`}
        />
      )}
    </>
  );
}

const DIFFERENCES: readonly Column<Difference>[] = [
  { id: 'of', head: 'Of', cell: ({ of }) => of },
  { id: 'recorded', head: 'Recorded', cell: ({ recorded }) => <bdi>{recorded ?? '–'}</bdi> },
  { id: 'replayed', head: 'Now', cell: ({ replayed }) => <bdi>{replayed ?? '–'}</bdi> },
  { id: 'detail', head: 'What it means', cell: ({ detail }) => <bdi>{detail}</bdi> },
];
