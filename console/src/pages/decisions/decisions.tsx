import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/call.js';
import { sendCommand } from '../../parts/commands.js';
import { useMay } from '../../parts/may.js';
import { Page, Section } from '../../parts/page.js';
import { Answer, Empty } from '../../parts/states.js';
import { Decision } from './decision.js';
import { filterOf, searchOf, type Typed, typedOf } from './filter.js';
import { FindForm } from './find-form.js';
import { Found } from './found.js';

const route = getRouteApi('/decisions');
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const decisionQuery = (id: string) => ({
  queryKey: ['decision', id],
  queryFn: ({ signal }: { signal: AbortSignal }) => call('GET /v1/decisions/{id}', { path: { id }, signal }),
  // A payload that is read is an entry of the log of reads: it is not read again behind the reader's back.
  staleTime: Number.POSITIVE_INFINITY,
  refetchOnWindowFocus: false,
  // Whoever comes to it again reads it again: it may have been erased, or be theirs no longer.
  gcTime: 0,
});

/** Finds decisions by what they say, and shows one by its id. */
export default function Decisions() {
  const { id, find, q: _q, sort: _sort, page: _page, ...search } = route.useSearch();
  const may = useMay();
  const navigate = route.useNavigate();
  // A subject stands in no address: those are logged, and given to others.
  const [subject, setSubject] = useState('');
  const look = (typed: Typed): void => {
    setSubject(typed.subject.trim());
    void navigate({ search: { ...searchOf(typed), find: true } });
  };
  const maySearch = may('decision.search');
  if (id !== undefined)
    return (
      <Page
        title="One decision"
        crumb={
          <Link from="/decisions" to="/decisions" search={(old) => ({ ...old, id: undefined })}>
            {find === true ? 'What was found' : 'Decisions'}
          </Link>
        }
        about="As far as your roles show it. That you read it is written into the log of reads."
      >
        <ById key={id} id={id} />
        <div className="section">
          <Shown id={id} />
        </div>
      </Page>
    );
  return (
    <Page
      title="Decisions"
      about={
        maySearch
          ? 'Found by what they say, or one by its id. Each search, and each decision that you read, is written into the log of reads.'
          : 'One decision by its id, as far as your roles show it. Auditors and legal may search them.'
      }
    >
      {maySearch ? (
        <>
          <FindForm
            key={JSON.stringify(search)}
            typed={typedOf(search, subject)}
            onFind={look}
            seesGroups={may('decision.attributes')}
          />
          {find === true ? (
            <Section title="Found">
              <Found key={JSON.stringify([search, subject])} filter={filterOf(search, subject)} />
            </Section>
          ) : null}
        </>
      ) : null}
      <Section title="One decision by its id">
        <ById />
        {find === true || maySearch ? null : <Nothing />}
      </Section>
    </Page>
  );
}

/** The field for an id. The page of a decision has it too, for the next one. */
function ById({ id = '' }: { readonly id?: string }) {
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const [typed, setTyped] = useState(id);
  const [isWrong, setWrong] = useState(false);
  const look = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = typed.trim();
    setWrong(!UUID.test(wanted));
    if (!UUID.test(wanted)) return;
    // The same id once more reads the decision again, which is an entry of its own.
    if (wanted.toLowerCase() === id) void client.invalidateQueries({ queryKey: decisionQuery(id).queryKey });
    else void navigate({ search: (old) => ({ ...old, id: wanted.toLowerCase() }) });
  };
  return (
    <form className="row no-print" onSubmit={look}>
      <div className="field grow">
        <label htmlFor="decision-id">Id of the decision</label>
        <input
          id="decision-id"
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
          autoComplete="off"
          spellCheck={false}
          aria-invalid={isWrong}
          aria-describedby="decision-id-note"
        />
      </div>
      <button type="submit" className="button">
        Look up
      </button>
      <p id="decision-id-note" className="small" role="alert">
        {isWrong ? 'This is no id: an id is a UUID, such as 018f3b1e-7c2a-7abc-9def-0123456789ab.' : ''}
      </p>
    </form>
  );
}

const Nothing = () => (
  <Empty title="Give the id of a decision" command={sendCommand(location.origin)}>
    It stands in the answer to the sender, in the receipt, and in the letter to the person. Without a decision yet: this
    sends some, with a key that may write them.
  </Empty>
);

function Shown({ id }: { readonly id: string }) {
  const decision = useQuery(decisionQuery(id));
  return (
    <Answer of={decision} what="the decision">
      {(view) => <Decision view={view} />}
    </Answer>
  );
}
