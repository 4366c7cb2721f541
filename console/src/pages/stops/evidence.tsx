import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { wire } from 'tribune/client';
import { watchedOfQuery } from '../../api/queries.js';
import { reactionsQuery } from '../../api/stops.js';
import { Digest } from '../../parts/digest.js';
import { DeploymentLink } from '../../parts/registered.js';
import { shownOf } from '../../parts/states.js';
import { groupText, Name } from '../../parts/words.js';
import type { Stop } from './words.js';

/** On what a stop rests: the alert whose policy threw it, or what its author wrote; and what fires there now. */
export function Evidence({ of }: { readonly of: Stop }) {
  const reactions = useQuery(reactionsQuery).data?.reactions;
  const set = reactions?.filter(({ stop }) => stop === of.id) ?? [];
  return (
    <div className="stack">
      {set.length === 0 ? (
        <p>
          {of.by.startsWith('policy:')
            ? 'A policy threw it; which alert set it off is not among the newest that are listed.'
            : 'It was thrown by hand, for the reason above.'}
        </p>
      ) : (
        <ul className="stack">
          {set.map((one) => (
            <li key={one.id}>
              {one.requirement === null ? 'The calendar of the policy set it off' : <AlertOf reaction={one} />}, by the
              policy <Digest of={one.policy} />.
            </li>
          ))}
        </ul>
      )}
      <Firing of={of} />
    </div>
  );
}

type Reaction = wire.ReactionList['reactions'][number];

/** The series behind the alert that set something off. */
function AlertOf({ reaction: { deployment, requirement, component, group } }: { readonly reaction: Reaction }) {
  return (
    <>
      An alert set it off:{' '}
      <Link
        to="/series"
        search={{ deployment, requirement: requirement ?? '', group: group ?? {}, component: component ?? undefined }}
      >
        <Name>{`${requirement}${group === null ? '' : `, ${groupText(group)}`}`}</Name>
      </Link>
    </>
  );
}

/** What fires now of what a stop holds for; nothing where the reader may not see it, or it holds for everything. */
function Firing({ of: { deployments } }: { readonly of: Stop }) {
  // Whatever holds for less than everything holds within one system.
  const [first] = deployments === 'all' ? [] : deployments;
  const asked = useQuery({ ...watchedOfQuery({ deployment: first ?? '' }), enabled: first !== undefined });
  const monitor = shownOf(asked) ?? null;
  if (monitor === null || deployments === 'all') return null;
  const watched = monitor.watched.filter(({ deployment }) => deployments.includes(deployment));
  const firing = watched.filter((one) => one.firing.length > 0);
  if (watched.length === 0) return <p className="note">Nothing of it is watched.</p>;
  if (firing.length === 0) return <p className="note">No requirement fires there now.</p>;
  return (
    <p>
      Firing there now:{' '}
      {firing.map(({ deployment, firing: names }, i) => (
        <span key={deployment}>
          {i === 0 ? '' : '; '}
          <DeploymentLink id={deployment} /> <Name>{names.join(', ')}</Name>
        </span>
      ))}
      .
    </p>
  );
}
