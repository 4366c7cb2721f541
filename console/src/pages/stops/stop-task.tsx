import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { sessionQuery } from '../../api/queries.js';
import { Actor } from '../../parts/actor.js';
import { useMay } from '../../parts/may.js';
import { Time } from '../../parts/time.js';
import { Name } from '../../parts/words.js';
import { StopBadge } from './stop-badge.js';
import { type Stop, scopeName, whereText } from './words.js';

/** Characters of a reason in a list; the page of the stop has all of it. */
const MOST_SHOWN = 200;
const beginningOf = (reason: string): string =>
  reason.length > MOST_SHOWN ? `${Array.from(reason).slice(0, MOST_SHOWN).join('').trimEnd()} …` : reason;

interface StopTaskProps {
  readonly of: Stop;
}

/** Says of a stop whether its resumption waits for the reader. */
export function useWaitsForMe(): (of: Stop) => boolean {
  const { data: session } = useQuery(sessionQuery);
  const may = useMay()('stops.resume');
  const me = session === undefined ? '' : `account:${session.id}`;
  return ({ by, resumptions }) => may && by !== me && resumptions.some(({ proposedBy }) => proposedBy !== me);
}

/** A stop among what somebody has to look at. */
export function StopTask({ of }: StopTaskProps) {
  const isMyTurn = useWaitsForMe()(of);
  const only = whereText(of.where);
  return (
    <li className={`task ${of.drill ? '' : of.mode === 'stop' ? 'bad' : 'care'}`}>
      <span className="what">
        <StopBadge of={of} />{' '}
        <Link to="/stops/$id" params={{ id: of.id }}>
          <Name>{`${scopeName(of.scope, of.labels)}${only === '' ? '' : `, only ${only}`}`}</Name>
        </Link>
      </span>
      <span className="when">
        <Time at={of.since} relative />
      </span>
      <span className="why">
        {isMyTurn ? <strong>It waits for you to confirm that it decides again. </strong> : null}
        <Actor id={of.by} />: <Name whole>{beginningOf(of.reason)}</Name>
      </span>
    </li>
  );
}
