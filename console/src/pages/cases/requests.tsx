import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/call.js';
import { type PersonRequest, requestsQuery } from '../../api/reviews.js';
import { useAct } from '../../parts/act.js';
import { Actor } from '../../parts/actor.js';
import { Confirm } from '../../parts/confirm.js';
import { useMay } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { type Column, Table } from '../../parts/table.js';
import { Time } from '../../parts/time.js';
import { Badge } from '../../parts/words.js';

type Because = NonNullable<PersonRequest['because']>;

/** What people ask for, in words. */
const KINDS: Readonly<Record<PersonRequest['kind'], string>> = {
  copy: 'a copy of everything that is held',
  erasure: 'erasure',
  consent: 'the end of a consent',
};
const REFUSALS: Readonly<Record<Because, string>> = {
  hold: 'it is needed for a claim or an inquiry',
  law: 'a law says how long it is kept',
  identity: 'it is not known that it is the person',
};

/** What people ask about what is held about them, with the day by which each is answered. */
export function Requests() {
  const [isAll, setAll] = useState(false);
  const asked = useQuery(requestsQuery(isAll ? 'all' : 'open'));
  return (
    <Section
      title="What people ask about what is held about them"
      aside={
        <label className="note small">
          <input type="checkbox" checked={isAll} onChange={({ target }) => setAll(target.checked)} /> Answered ones too
        </label>
      }
    >
      <Answer of={asked} what="the requests of people">
        {({ requests, more }) =>
          requests.length === 0 ? (
            <p className="quiet">{isAll ? 'Nobody has asked for anything.' : 'No request waits for an answer.'}</p>
          ) : (
            <Shown requests={requests} isMore={more} />
          )
        }
      </Answer>
      <p className="note small">
        People ask on the pages of their notice. To answer does nothing else: erase the person, or send the copy, by the
        acts that there are for it first.
      </p>
    </Section>
  );
}

function Shown({ requests, isMore }: { readonly requests: readonly PersonRequest[]; readonly isMore: boolean }) {
  const may = useMay();
  const [asked, ask] = useState<PersonRequest | null>(null);
  const columns = may('request.answer') ? [...COLUMNS, actsColumn(ask)] : COLUMNS;
  return (
    <>
      <Table caption="Requests of people" columns={columns} rows={requests} rowKey={({ id }) => id} isBad={isLate} />
      {isMore ? <p className="note small">There are more, which come up as these are answered.</p> : null}
      {asked === null ? null : <AnswerRequest of={asked} onClose={() => ask(null)} />}
    </>
  );
}

const isLate = ({ state, due }: PersonRequest): boolean => state === 'open' && Date.parse(due) < Date.now();

const COLUMNS: readonly Column<PersonRequest>[] = [
  { id: 'kind', head: 'Asked for', cell: ({ kind }) => KINDS[kind] },
  { id: 'made', head: 'On', cell: ({ madeAt }) => <Time at={madeAt} /> },
  {
    id: 'state',
    head: 'How it stands',
    cell: (one) =>
      one.state === 'open' ? (
        <>
          answer <Time at={one.due} relative />
          {isLate(one) ? (
            <>
              {' '}
              <Badge look="bad" glyph="■">
                late
              </Badge>
            </>
          ) : null}
        </>
      ) : (
        <>
          {one.state === 'done' ? 'done' : `refused: ${one.because === null ? '' : REFUSALS[one.because]}`},{' '}
          <Time at={one.answeredAt!} /> by <Actor id={one.answeredBy!} />
        </>
      ),
  },
  {
    id: 'decision',
    head: 'About',
    cell: ({ decision }) => (
      <Link to="/decisions" search={{ id: decision }}>
        the decision
      </Link>
    ),
  },
];

const actsColumn = (ask: (one: PersonRequest) => void): Column<PersonRequest> => ({
  id: 'acts',
  head: 'Acts',
  cell: (one) =>
    one.state === 'open' ? (
      <button type="button" className="button small" onClick={() => ask(one)}>
        Answer
      </button>
    ) : (
      '–'
    ),
});

function AnswerRequest({ of, onClose }: { readonly of: PersonRequest; readonly onClose: () => void }) {
  const [because, setBecause] = useState<Because | ''>('');
  const act = useAct(
    () =>
      call('POST /v1/requests/{id}/answer', {
        path: { id: of.id },
        body: { because: because === '' ? null : because },
      }),
    ['requests'],
    onClose,
  );
  return (
    <>
      <Confirm
        title={`Answer the request for ${KINDS[of.kind]}`}
        button={because === '' ? 'It is done' : 'It is refused'}
        act={act}
        onConfirm={() => act.run(undefined)}
        onClose={onClose}
        more={
          <label>
            What became of it?{' '}
            <select value={because} onChange={({ target }) => setBecause(target.value as Because | '')}>
              <option value="">It was done</option>
              {Object.entries(REFUSALS).map(([one, words]) => (
                <option key={one} value={one}>
                  Refused: {words}
                </option>
              ))}
            </select>
          </label>
        }
      >
        The person reads the answer on the pages of their notice, and the log has an entry of it. Do what they asked for
        first.
      </Confirm>
      {act.proof}
    </>
  );
}
