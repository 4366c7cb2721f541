import type { GroupKey } from '../../../core/fairness/tally/index.js';
import { fleetEvidence } from '../../../domain/monitor-review/index.js';
import { seriesText } from './replay-text.js';

/** A place of the tree of a digest, as the service gives it. */
export interface PrintedNode {
  readonly kind: string;
  readonly name: string | null;
  readonly day: { readonly from: string; readonly to: string } | null;
  readonly series: { readonly group: GroupKey; readonly reference: GroupKey | null } | null;
  readonly eValue: number | null;
  readonly counts: { readonly series: number; readonly tested: number; readonly findings: number };
  readonly isFinding: boolean;
  readonly children?: readonly PrintedNode[];
}

export interface PrintedDigest {
  readonly deployment: string;
  readonly falseDiscoveryRate: number;
  readonly notTested: number;
  readonly tree: PrintedNode;
}

/** What a day showed of a deployment, in lines. */
export function digestLines({ falseDiscoveryRate, notTested, tree }: PrintedDigest): string[] {
  const { tested, findings } = tree.counts;
  const others = notTested === 0 ? [] : [`  ${notTested} series of other kinds than rates: no evidence of a day`];
  if (tested === 0) return ['  digest: no series was tested on a day yet', ...others];
  const found = findings === 0 ? 'no series' : `${findings} of ${tested} series`;
  const rate = `${Number((100 * falseDiscoveryRate).toFixed(2))} %`;
  return [
    `  digest: ${found} had a broken bound on the last day; at most ${rate} of such findings are false, in expectation`,
    ...requirementsOf(tree).flatMap(({ name, day, children = [] }) =>
      children
        .filter(({ isFinding }) => isFinding)
        .map(
          ({ series, eValue }) =>
            `    ${name}  ${seriesText({ series: series! })}  ${day!.from.slice(0, 10)}, evidence ${evidence(eValue!)}`,
        ),
    ),
    ...others,
  ];
}

/** What the day showed of all deployments together. */
export function fleetLine(digests: readonly PrintedDigest[]): string | null {
  const fleet = fleetEvidence(digests.map(({ tree }) => tree));
  if (fleet === null || digests.length < 2) return null;
  return `all deployments together: evidence ${evidence(fleet.eValue)} that some bound was broken, of ${fleet.tested} series`;
}

/** What is shown of how the fleet stands. */
export interface PrintedFleet {
  readonly tree: {
    readonly state: 'firing' | 'together' | 'pending' | 'watching' | 'unknown';
    /** For whoever may see persons. */
    readonly shareOfAlarm?: number;
    readonly counts: { readonly series: number; readonly firing: number };
  };
}

/** How everything that is watched stands, in a line. */
export function standingLine({ tree: { state, shareOfAlarm, counts } }: PrintedFleet): string {
  const together =
    shareOfAlarm === undefined
      ? ''
      : `; what does not fire has ${(100 * shareOfAlarm).toFixed(shareOfAlarm < 0.1 ? 1 : 0)} % of an alarm together`;
  const firing = counts.firing === 0 ? 'none fires' : `${counts.firing} of them fire`;
  return `${STANDS[state]}: of ${counts.series} series ${firing}${together}`;
}

const STANDS = {
  firing: 'FIRING',
  together: 'ALL TOGETHER FIRE, and none alone',
  pending: 'pending',
  watching: 'watching',
  unknown: 'of some series nothing is known',
} as const;

const requirementsOf = ({ children = [] }: PrintedNode): readonly PrintedNode[] =>
  children.flatMap((attributes) => attributes.children ?? []);

/** Rounded down, as evidence that is not there is none. */
const evidence = (value: number): string =>
  value < 10 ? (Math.floor(10 * value) / 10).toFixed(1) : Math.floor(value).toLocaleString('en');
