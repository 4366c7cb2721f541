import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { historyQuery, type Series, type WatchedPolicy } from '../../api/queries.js';
import { Section } from '../../parts/page.js';
import { Answer } from '../../parts/states.js';
import { groupText, Name, seriesTitle } from '../../parts/words.js';
import { GapChart } from '../series/charts.js';
import { evidenceShare, watchOf } from '../series-words.js';

interface Props {
  readonly series: readonly Series[];
  readonly policy: WatchedPolicy | null;
  readonly deployment: string;
}

/** The series that matters most over time: one that fires, else the one whose evidence has gone farthest. */
export function GapOverTime({ series, policy, deployment }: Props) {
  const rank = (one: Series): number => (one.state === 'firing' ? 2 : 0) + Math.min(1, evidenceShare(one));
  const about = series.filter((one) => watchOf(policy, one)?.isAboutData !== true);
  const worst = about.toSorted((a, b) => rank(b) - rank(a))[0];
  return worst === undefined ? null : <Worst of={worst} policy={policy} deployment={deployment} />;
}

function Worst({ of, policy, deployment }: { of: Series; policy: WatchedPolicy | null; deployment: string }) {
  const { requirement, component } = of;
  const { group } = of.series;
  const history = useQuery(historyQuery({ deployment, requirement, component, group }));
  const search = { deployment, requirement, component: component ?? undefined, group };
  return (
    <Section
      title="Gap over time"
      aside={
        <Link to="/series" search={search} className="small">
          <Name>{`${seriesTitle(of)}, ${groupText(group)}`}</Name>
        </Link>
      }
    >
      <Answer of={history} what="the history of the series">
        {(read) => <GapChart of={of} history={read} watch={watchOf(policy, of)} />}
      </Answer>
    </Section>
  );
}
