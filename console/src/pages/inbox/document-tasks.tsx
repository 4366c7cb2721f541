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

interface DocumentTasks {
  readonly tasks: readonly Todo[];
  /** Which documents were not looked at, so that nobody takes them for whole; null where all were, or the reader may see none. */
  readonly left: string | null;
}

/**
 * Documents that lack something or are out of date, of deployments where these are few. Where they are not asked for, those that another page asked
 * for are told: records are read for each.
 */
export function useDocumentTasks(isAsked = true): DocumentTasks {
  const may = useMay()('document.states');
  const enabled = may && isAsked;
  const { data: session } = useQuery(sessionQuery);
  const listed = useQuery({ ...registeredNamesQuery({ kind: 'deployment', limit: FEW }), enabled, retry: false });
  const names = may ? shownOf(listed) : undefined;
  const few = names !== undefined && names.counts.deployment <= FEW ? names.deployments : [];
  const states = useQueries({
    queries: few.map(({ id }) => ({ ...documentStatesQuery(id), enabled, staleTime: STALE_MS, retry: false })),
    combine: (all) => all.map(({ data, isError }) => ({ documents: data === null ? [] : data?.documents, isError })),
  });
  const isMine = ({ missing }: DocumentState): boolean =>
    missing.some(({ who }) => session?.roles.some((role) => who === role || who.startsWith(`${role} (`)) === true);
  const tasks = few.flatMap(({ id }, at): Todo[] => {
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
  const isFailed = listed.isError || states.some(({ isError }) => isError);
  const isWaiting = names === undefined || states.some(({ documents }) => documents === undefined);
  return { tasks, left: may ? leftText(names?.counts.deployment ?? 0, { isFailed, isWaiting }) : null };
}

/** @example leftText(9, { isFailed: false, isWaiting: false }) // 'Documents of 9 deployments are not looked at here: …' */
function leftText(deployments: number, { isFailed, isWaiting }: Readonly<Record<'isFailed' | 'isWaiting', boolean>>) {
  if (deployments > FEW)
    return `Documents of ${deployments} deployments are not looked at here: the page of documents has each.`;
  if (isFailed) return 'Not every document could be looked at.';
  return isWaiting ? 'Documents are still being looked at.' : null;
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
