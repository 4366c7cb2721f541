import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { call } from '../../api/call.js';
import { sendCommand } from '../../parts/commands.js';
import { Page } from '../../parts/page.js';
import { Answer, Empty } from '../../parts/states.js';
import { Decision } from './decision.js';

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

/** Looks one decision up by its id. */
export default function Decisions() {
  const { id } = route.useSearch();
  return (
    <Page
      title="Decisions"
      about="One decision by its id, as far as your roles show it. That you read it is written into the log of reads."
    >
      <Search key={id ?? ''} id={id ?? ''} />
      <div className="section">{id === undefined ? <Nothing /> : <Found id={id} />}</div>
    </Page>
  );
}

function Search({ id }: { readonly id: string }) {
  const navigate = route.useNavigate();
  const client = useQueryClient();
  const [typed, setTyped] = useState(id);
  const [isWrong, setWrong] = useState(false);
  const look = (event: FormEvent): void => {
    event.preventDefault();
    const wanted = typed.trim();
    setWrong(!UUID.test(wanted));
    if (!UUID.test(wanted)) return;
    if (wanted === id) void client.invalidateQueries({ queryKey: decisionQuery(id).queryKey });
    else void navigate({ search: { id: wanted } });
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
      <button type="submit" className="button main-act">
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

function Found({ id }: { readonly id: string }) {
  const decision = useQuery(decisionQuery(id));
  return (
    <Answer of={decision} what="the decision">
      {(view) => <Decision view={view} />}
    </Answer>
  );
}
