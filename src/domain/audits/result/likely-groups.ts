import {
  expectedMembers,
  INDEPENDENCE,
  type MembershipEstimate,
  membershipNumbers,
} from '../../../core/fairness/membership/index.js';
import { identification } from '../../../core/fairness/selective/index.js';
import { INTEGER_METRICS, type IntegerMetric, type Tally } from '../../../core/fairness/tally/index.js';
import type { Policy } from '../../../core/policy/index.js';
import { readMembership } from '../../../core/policy/judge/index.js';
import { metricOptions } from './describe.js';
import type { LikelyAttribute } from './likely-result.js';

/** The attributes of an audit that are known as probabilities; empty where the policy declares none, or the tally does not carry them. */
export function likelyGroups(tally: Tally, policy: Policy): { readonly membership?: readonly LikelyAttribute[] } {
  const carried = (policy.data.membership ?? []).filter(({ columns }) =>
    Object.values(columns).every((column) => tally.attributes.includes(column)),
  );
  if (carried.length === 0) return {};
  return { membership: carried.map((spec) => attributeOf(spec, tally, policy)) };
}

type Spec = NonNullable<Policy['data']['membership']>[number];

const bare = <E extends MembershipEstimate>({ assumption: _, ...estimate }: E): Omit<E, 'assumption'> => estimate;

function attributeOf(spec: Spec, tally: Tally, policy: Policy): LikelyAttribute {
  const options = metricOptions(policy);
  const membership = readMembership(spec, policy.data, tally);
  const expected = expectedMembers(membership);
  const largest = membership.groups[expected.indexOf(Math.max(...expected))]!;
  const reference = spec.reference ?? largest;
  const numbers = metricsOf(policy).map((metric) => membershipNumbers(membership, metric, reference, options));
  return {
    attribute: spec.name,
    columns: spec.columns,
    reference,
    by: spec.assume === 'independent' ? 'independence' : 'bounds',
    assumption: INDEPENDENCE,
    missing: membership.missing,
    groups: membership.groups.map((group, place) => ({
      attributes: { [spec.name]: group },
      n: expected[place]!,
      metrics: Object.fromEntries(
        numbers.map(({ rates }) => {
          const { group: _, metric, ...estimate } = rates[place]!;
          return [metric, bare(estimate)];
        }),
      ),
    })),
    comparisons: numbers.flatMap(({ gaps }) => gaps.map(bare)),
  };
}

/** Rates that the labels there are determine. */
function metricsOf({ data: { label, seenFor } }: Policy): readonly IntegerMetric[] {
  if (label === null) return ['selection_rate', 'favourable_rate'];
  if (seenFor === undefined) return INTEGER_METRICS;
  return INTEGER_METRICS.filter((metric) => ['unlabelled', 'seen'].includes(identification(metric, seenFor)));
}
