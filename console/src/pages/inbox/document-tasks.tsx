import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type DocumentState, documentStatesQuery } from '../../api/documents.js';
import { sessionQuery } from '../../api/queries.js';
import { registeredNamesQuery } from '../../api/registered.js';
import { useMay } from '../../parts/may.js';
import { shownOf } from '../../parts/states.js';
import { Name } from '../../parts/words.js';
import { needText } from '../documents/words.js';
import type { Todo } from './todo.js';

/** Deployments whose documents are looked at without being asked for; of more, each is looked at on its own page. */
const FEW = 4;
/** Records are read for it, and what is missing changes seldom, ms. */
const STALE_MS = 5 * 60_000;
/** With more missing fields than this a document was never begun: it says so in one task with the others. */
const BEGUN = 5;

/** Documents that lack something or are out of date, of deployments where these are few. */
export function useDocumentTasks(): readonly Todo[] {
  const enabled = useMay()('document.states');
  const { data: session } = useQuery(sessionQuery);
  const names = shownOf(
    useQuery({ ...registeredNamesQuery({ kind: 'deployment', limit: FEW }), enabled, retry: false }),
  );
  const few = names !== undefined && names.counts.deployment <= FEW ? names.deployments : [];
  const states = useQueries({
    queries: few.map(({ id }) => ({ ...documentStatesQuery(id), enabled, staleTime: STALE_MS, retry: false })),
    combine: (all) => all.map(({ data }) => data ?? null),
  });
  const isMine = ({ missing }: DocumentState): boolean =>
    missing.some(({ who }) => session?.roles.some((role) => who === role || who.startsWith(`${role} (`)) === true);
  return few.flatMap(({ id }, at): Todo[] => {
    const asked = (states[at]?.documents ?? []).filter((one) => one.asked);
    const wanting = asked.filter(({ state }) => state === 'incomplete' || state === 'stale');
    const begun = wanting.filter(({ missing }) => missing.length <= BEGUN);
    const others = wanting.filter(({ missing }) => missing.length > BEGUN);
    return [
      ...begun.map(
        (one): Todo => ({
          key: `document ${id} ${one.kind}`,
          isMine: isMine(one),
          look: one.state === 'incomplete' ? 'bad' : 'care',
          node: <One of={one} subject={id} isMine={isMine(one)} />,
        }),
      ),
      ...(others.length === 0
        ? []
        : [
            {
              key: `documents ${id}`,
              isMine: others.some(isMine),
              look: '' as const,
              node: <Several of={others} subject={id} />,
            },
          ]),
    ];
  });
}

function One({ of, subject, isMine }: { of: DocumentState; subject: string; isMine: boolean }) {
  const [missing] = of.missing;
  return (
    <>
      <span className="what">
        <Link
          to="/documents"
          search={{
            subject,
            kind: of.kind,
            view: missing === undefined ? undefined : 'internal',
            field: missing?.field,
          }}
        >
          <Name>{`${of.title} of ${subject} is ${of.state === 'incomplete' ? 'incomplete' : 'out of date'}`}</Name>
        </Link>
      </span>
      <span className="when">document</span>
      <span className="why">
        {isMine ? <strong>You can say it. </strong> : null}
        <Name whole>{needText(of) ?? ''}</Name>
      </span>
    </>
  );
}

const Several = ({ of, subject }: { of: readonly DocumentState[]; subject: string }) => (
  <>
    <span className="what">
      <Link to="/documents" search={{ subject }}>
        <Name>
          {of.length === 1
            ? `A document of ${subject} was not begun`
            : `${of.length} documents of ${subject} were not begun`}
        </Name>
      </Link>
    </span>
    <span className="when">documents</span>
    <span className="why">
      <Name>{of.map(({ title }) => title).join(', ')}</Name>
    </span>
  </>
);
