import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { formatCount } from 'tribune/charts';
import type { wire } from 'tribune/client';
import { digestQuery } from '../../api/queries.js';
import { useMay } from '../../parts/may.js';
import { Section } from '../../parts/page.js';
import { shownOf } from '../../parts/states.js';
import { Time } from '../../parts/time.js';
import { groupText, Name } from '../../parts/words.js';

type Digest = wire.MonitorDigest;
type Requirement = Digest['tree']['children'][number]['children'][number];
type Found = Requirement['children'][number];

/** Most groups that are named of one requirement. */
const MOST_GROUPS = 8;

/** Actions that whoever sees the numbers of groups may do; others are refused them. */
const SEES_NUMBERS: readonly string[] = ['monitor.read', 'decision.payload', 'decision.attributes'];

/** Which bounds were broken on the last day whose decisions are all there; nothing for whoever may not see numbers. */
export function Day({ deployment, isNamed = false }: { readonly deployment: string; readonly isNamed?: boolean }) {
  const may = useMay();
  const seesNumbers = SEES_NUMBERS.every((action) => may(action));
  const read = shownOf(useQuery({ ...digestQuery(deployment), enabled: seesNumbers }));
  if (read === undefined || read === null || read.day === null || read.tree.counts.tested === 0) return null;
  return (
    <Section
      title={isNamed ? `On the last day of ${deployment}` : 'On the last day'}
      aside={
        <span className="note small">
          <Time at={read.day.from} /> to <Time at={read.day.to} />
        </span>
      }
    >
      <Findings of={read} />
    </Section>
  );
}

function Findings({ of }: { readonly of: Digest }) {
  const { counts, children } = of.tree;
  const broken = children
    .flatMap((attributes) => attributes.children)
    .filter((requirement) => requirement.counts.findings > 0);
  const untested =
    of.notTested === 0 ? '' : ` ${formatCount(of.notTested)} series of other kinds than rates are not tested this way.`;
  return (
    <div className="stack">
      <p className="note">
        {broken.length === 0
          ? `No bound was found broken, of ${formatCount(counts.tested)} series tested together.`
          : `${formatCount(counts.findings)} of ${formatCount(counts.tested)} series tested together had a broken bound; of such findings at most ${100 * of.falseDiscoveryRate} % are false, in the mean.`}
        {untested}
      </p>
      {broken.length === 0 ? null : (
        <ul className="tasks">
          {broken.map((one) => (
            <Broken key={one.name} of={one} deployment={of.deployment} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Broken({ of, deployment }: { readonly of: Requirement; readonly deployment: string }) {
  const found = of.children.filter(({ isFinding }) => isFinding);
  return (
    <li className="task care">
      <span className="what">
        <Name>{of.name ?? ''}</Name>
      </span>
      {of.day === null ? null : (
        <span className="when">
          of the day to <Time at={of.day.to} />
        </span>
      )}
      <span className="why">
        {found.slice(0, MOST_GROUPS).map((one, i) => (
          <span key={groupText(one.series?.group ?? {})}>
            {i === 0 ? '' : ', '}
            <GroupLink of={one} requirement={of.name ?? ''} deployment={deployment} />
          </span>
        ))}
        {found.length > MOST_GROUPS ? ` and ${formatCount(found.length - MOST_GROUPS)} more` : ''}
      </span>
    </li>
  );
}

interface GroupLinkProps {
  readonly of: Found;
  readonly requirement: string;
  readonly deployment: string;
}

/** The way to a series; a requirement of several parts is named with the part, `equalized: true_positive_rate`. */
function GroupLink({ of: { series }, requirement, deployment }: GroupLinkProps) {
  const group = series?.group ?? {};
  const at = requirement.indexOf(': ');
  const [name, part] = at < 0 ? [requirement, undefined] : [requirement.slice(0, at), requirement.slice(at + 2)];
  return (
    <Link to="/series" search={{ deployment, requirement: name, component: part, group }}>
      <Name>{groupText(group)}</Name>
    </Link>
  );
}
