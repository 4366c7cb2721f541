import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { wire } from 'tribune/client';
import { type Gate, gateQuery, gatesQuery, type ListedGate } from '../../api/gates.js';
import { sessionQuery } from '../../api/queries.js';
import { useMay, useMaySome } from '../../parts/may.js';
import { shownOf } from '../../parts/states.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { isTurnOf, missingText, signatureRole } from '../gates/words.js';
import type { Todo } from './todo.js';

/** Gates that are judged for what they lack at once: each is judged anew. Of more, the list of gates has the rest. */
const MOST_JUDGED = 6;
/** A gate that closes within this time wants to be signed again, ms. */
const SOON_MS = 7 * 86_400_000;

const isEnding = ({ open, until }: ListedGate, nowMs: number): boolean =>
  open && until !== null && Date.parse(until) - nowMs < SOON_MS;

/** What gates want: signatures, evidence and second persons; those that wait for the reader are marked as theirs. */
export function useGateTasks(): {
  readonly tasks: readonly Todo[];
  readonly list: UseQueryResult<wire.GateList | null>;
} {
  const enabled = useMay()('gates.read');
  const { data: session } = useQuery(sessionQuery);
  const list = useQuery({ ...gatesQuery, enabled, retry: false });
  const listed = shownOf(list)?.gates ?? [];
  const wanted = listed.filter((one) => !one.open || isEnding(one, Date.now()));
  const judged = useQueries({
    queries: wanted.slice(0, MOST_JUDGED).map(({ deployment }) => gateQuery({ deployment })),
    combine: (all) => all.map(({ data }) => data ?? null),
  });
  const me = `account:${session?.id ?? ''}`;
  // Of an owner it is not known here whose system it is; the gate says it, and the service judges it.
  const mayConfirm = { 'gate.waive': useMaySome('gates.waive'), 'gate.change': useMaySome('gates.change') };
  const proposals = listed.flatMap(({ deployment, waiting }) =>
    waiting.map(
      (one): Todo => ({
        key: `proposal ${one.id}`,
        isMine: one.proposedBy !== me && mayConfirm[one.act],
        look: 'care',
        node: <Proposal deployment={deployment} of={one} />,
      }),
    ),
  );
  const gates = wanted.map((one, at): Todo => {
    const gate = judged[at] ?? null;
    const isMine =
      gate !== null &&
      session !== undefined &&
      gate.missing.some(({ who, requirement }) => isTurnOf(who, session, signatureRole(requirement)));
    return {
      key: `gate ${one.deployment}`,
      isMine,
      look: one.open ? 'care' : 'bad',
      node: <GateTask of={one} gate={gate} isMine={isMine} />,
    };
  });
  return { tasks: [...gates, ...proposals], list };
}

function GateTask({ of, gate, isMine }: { of: ListedGate; gate: Gate | null; isMine: boolean }) {
  const { deployment, mode, until } = of;
  return (
    <>
      <span className="what">
        <Link to="/gate" search={{ deployment }}>
          <Name>{of.open ? `The gate of ${deployment} closes soon` : `The gate of ${deployment} is closed`}</Name>
        </Link>
      </span>
      <span className="when">{until === null ? mode : <Time at={until} relative />}</span>
      <span className="why">
        {isMine ? <strong>It is your turn. </strong> : null}
        {gate === null ? (
          'Its page says what is missing, and whose turn it is. '
        ) : gate.missing.length === 0 ? (
          ''
        ) : (
          <Name whole>{`${missingText(gate.missing)}. `}</Name>
        )}
        {of.open
          ? 'Newer evidence, signed again, keeps it open.'
          : mode === 'enforce'
            ? 'Its decisions are refused.'
            : 'It only observes: nothing is refused.'}
      </span>
    </>
  );
}

const Proposal = ({ deployment, of }: { deployment: string; of: ListedGate['waiting'][number] }) => (
  <>
    <span className="what">
      <Link to="/gate" search={{ deployment }}>
        <Name>{`${of.act === 'gate.waive' ? 'A waiver' : 'A changed gate'} of ${deployment} waits for a second person`}</Name>
      </Link>
    </span>
    <span className="when">
      lapses <Time at={of.expiresAt} relative />
    </span>
    <span className="why">Another person proposed it, and it is nothing until somebody else confirms it.</span>
  </>
);
