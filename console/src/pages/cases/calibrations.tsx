import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { type FormEvent, useId, useState } from 'react';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { call } from '../../api/call.js';
import { calibrationsQuery } from '../../api/reviews.js';
import { Said, useAct } from '../../parts/act.js';
import { useMay } from '../../parts/may.js';
import { NameField } from '../../parts/name-field.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { TextField } from '../../parts/text-field.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { estimateText, rangeText } from './estimate-text.js';

type Listed = wire.Calibrations['calibrations'][number];

/** Calibrations of readers: those that there were, and the form that opens one. */
export function Calibrations() {
  const asked = useQuery(calibrationsQuery);
  const may = useMay();
  return (
    <>
      <p className="note">
        Named readers read the same closed cases, each blind and by themselves. Closed, it shows how far they agree;
        they talk about where they differ, and what they will go by is written down and shown at each case.
      </p>
      <Section title="Calibrations">
        <Answer of={asked} what="the calibrations">
          {({ calibrations }) =>
            calibrations.length === 0 ? (
              <p className="quiet">There was none yet.</p>
            ) : (
              <Table caption="Calibrations" columns={COLUMNS} rows={calibrations} rowKey={({ id }) => id} />
            )
          }
        </Answer>
      </Section>
      {may('case.lead') ? (
        <Section title="Open a calibration">
          <OpenForm />
        </Section>
      ) : null}
    </>
  );
}

const COLUMNS: readonly Column<Listed>[] = [
  {
    id: 'title',
    head: 'Calibration',
    cell: ({ id, title }) => (
      <Link to="/calibrations/$id" params={{ id }}>
        <Name>{title}</Name>
      </Link>
    ),
  },
  {
    id: 'state',
    head: 'How it stands',
    cell: ({ state, views, cases, readers }) =>
      state === 'closed' ? 'closed' : `${formatCount(views)} of ${formatCount(cases * readers)} views`,
  },
  { id: 'opened', head: 'Opened', cell: ({ openedAt }) => <Time at={openedAt} relative /> },
  { id: 'cases', head: 'Cases', isNumber: true, cell: ({ cases }) => formatCount(cases) },
  { id: 'readers', head: 'Readers', isNumber: true, cell: ({ readers }) => formatCount(readers) },
  {
    id: 'agreement',
    head: 'Agreement (Krippendorff)',
    cell: ({ result }) =>
      result === null ? '–' : `${estimateText(result.readers, true)} ${rangeText(result.readers, true)}`,
  },
];

/** Most letters of a title, as the service takes them. */
const MOST_TITLE = 200;
const MOST_CASES = 30;

function OpenForm() {
  const [title, setTitle] = useState('');
  const [deployment, setDeployment] = useState('');
  const [count, setCount] = useState('10');
  const [readers, setReaders] = useState('');
  const [countId, nameId] = [useId(), useId()];
  const navigate = useNavigate();
  const act = useAct(async () => {
    const named = readers.split(/[\n,]/).flatMap((one) => (one.trim() === '' ? [] : [one.trim()]));
    const opened = await call('POST /v1/calibrations', {
      body: { title, readers: named, cases: { deployment, count: Number(count) } },
    });
    await navigate({ to: '/calibrations/$id', params: { id: opened.id } });
  }, ['calibrations']);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    act.run(undefined);
  };
  return (
    <form className="stack" onSubmit={submit}>
      <TextField label="Title" most={MOST_TITLE} isRequired value={title} onChange={setTitle} />
      <div className="row">
        <NameField id={nameId} label="Deployment" kind="deployment" value={deployment} onChange={setDeployment} />
        <div className="field">
          <label htmlFor={countId}>Cases</label>
          <input
            id={countId}
            type="number"
            min={1}
            max={MOST_CASES}
            required
            value={count}
            onChange={({ target }) => setCount(target.value)}
          />
        </div>
      </div>
      <TextField
        label="Readers: names of accounts, one on each line"
        most={10_000}
        rows={4}
        isRequired
        value={readers}
        onChange={setReaders}
      />
      <p className="note small">
        Cases are drawn from closed ones that a panel decided and none of the readers touched; none of them reads
        another case about these decisions afterwards. POST /v1/calibrations takes cases by their ids.
      </p>
      <p className="acts">
        <button type="submit" className="button main-act" disabled={act.isRunning}>
          Open the calibration
        </button>
      </p>
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}
