import { reactions as section } from '../../../core/policy/open-sections/index.js';
import { readPolicy } from '../../audits/recorded/index.js';
import type { MonitorPlan } from '../../monitor/index.js';
import { falseStopsPerYear } from './breaker.js';

/** What the breakers of a policy promise, one sentence each, for whoever has a deployment watched by it. */
export function breakerNotes(text: string, plan: MonitorPlan): string[] {
  const table = section.of(readPolicy(text, 'policy').policy)?.to ?? {};
  return Object.entries(table).flatMap(([requirement, reactions]) =>
    reactions.flatMap(({ do: does, evidence }) =>
      evidence === undefined ? [] : [noteOf(requirement, plan, { does, evidence })],
    ),
  );
}

function noteOf(
  requirement: string,
  plan: MonitorPlan,
  { does, evidence }: { readonly does: string; readonly evidence: number },
): string {
  const isOfRates = plan.watches.some((watch) => watch.requirement === requirement && watch.kind === 'rates');
  if (!isOfRates)
    return `${does} by ${requirement} gathers no evidence, as it is not watched as rates, and is never set off`;
  const falseStops = Number(falseStopsPerYear(plan, evidence).toPrecision(2));
  return `${does} by ${requirement} waits for ${evidence} times the evidence of an alert: at most ${falseStops} a year are false, in expectation`;
}
