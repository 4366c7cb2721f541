import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { call } from '../../api/call.js';
import { type ReaderTrainings, trainingsQuery } from '../../api/reviews.js';
import { Said, useAct } from '../../parts/act.js';
import { Actor } from '../../parts/actor.js';
import { useMay } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';

interface Row {
  readonly reader: string;
  /** Null for whoever has no training. */
  readonly training: ReaderTrainings['trainings'][number] | null;
}

/** Who is trained, on how people rely on machines, until when; and the form that enters a training. */
export function Training() {
  const asked = useQuery(trainingsQuery);
  const may = useMay();
  return (
    <>
      <Section title="Who is trained">
        <Answer of={asked} what="who is trained">
          {(all) => <Shown of={all} />}
        </Answer>
      </Section>
      {may('case.lead') ? (
        <Section title="Enter a training">
          <EnterTraining untrained={asked.data?.untrained ?? []} />
        </Section>
      ) : null}
    </>
  );
}

function Shown({ of: { trainings, untrained, demanded } }: { readonly of: ReaderTrainings }) {
  const rows: readonly Row[] = [
    ...untrained.map(({ reader }) => ({ reader, training: null })),
    ...trainings.map((training) => ({ reader: training.reader, training })),
  ];
  return (
    <div className="stack">
      <p className="note">
        {demanded
          ? 'A case is given to nobody whose training is not fresh.'
          : 'Cases are given to readers without a fresh training as well; the setting cases.demandTraining forbids it.'}
      </p>
      {rows.length === 0 ? (
        <p className="quiet">No account reads cases. A person with the role reviewer alone does.</p>
      ) : (
        <Table
          caption="Readers and their trainings"
          columns={COLUMNS}
          rows={rows}
          rowKey={({ reader }) => reader}
          isBad={({ training }) => training?.fresh !== true}
        />
      )}
    </div>
  );
}

const COLUMNS: readonly Column<Row>[] = [
  { id: 'reader', head: 'Reader', cell: ({ reader }) => <Actor id={reader} /> },
  {
    id: 'state',
    head: 'How it stands',
    cell: ({ training }) =>
      training === null ? (
        <Badge look="care" glyph="◆">
          never trained
        </Badge>
      ) : training.fresh ? (
        'fresh'
      ) : (
        <Badge look="bad" glyph="■">
          too long ago
        </Badge>
      ),
  },
  { id: 'until', head: 'Until', cell: ({ training }) => (training === null ? '–' : <Time at={training.until} />) },
  { id: 'at', head: 'Trained', cell: ({ training }) => (training === null ? '–' : <Time at={training.at} />) },
  { id: 'by', head: 'Entered by', cell: ({ training }) => (training === null ? '–' : <Actor id={training.by} />) },
];

function EnterTraining({ untrained }: { readonly untrained: ReaderTrainings['untrained'] }) {
  const [reader, setReader] = useState('');
  const [day, setDay] = useState('');
  const [entered, setEntered] = useState<string | null>(null);
  const [readerId, dayId, listId] = [useId(), useId(), useId()];
  const act = useAct(
    async () => {
      const at = day === '' ? {} : { at: `${day}T00:00:00Z` };
      await call('POST /v1/cases/trainings', { body: { reader: reader.trim(), ...at } });
      setEntered(reader.trim());
    },
    ['cases'],
    () => {
      setReader('');
      setDay('');
    },
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setEntered(null);
    act.run(undefined);
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div className="row">
        <div className="field grow">
          <label htmlFor={readerId}>Reader, by the name of the account</label>
          <input
            id={readerId}
            list={listId}
            required
            maxLength={200}
            autoComplete="off"
            value={reader}
            onChange={({ target }) => setReader(target.value)}
          />
          <datalist id={listId}>
            {untrained.map(({ name }) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </div>
        <div className="field">
          <label htmlFor={dayId}>Day; empty for today</label>
          <input id={dayId} type="date" value={day} onChange={({ target }) => setDay(target.value)} />
        </div>
      </div>
      <p className="acts">
        <button type="submit" className="button main-act" disabled={act.isRunning}>
          Enter the training
        </button>
      </p>
      {entered === null ? null : (
        <p className="quiet" role="status">
          The training of <Name>{entered}</Name> is entered.
        </p>
      )}
      <Said error={act.error} />
      {act.proof}
    </form>
  );
}
