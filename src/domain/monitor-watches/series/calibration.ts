import { type Policy, seenForWords } from '../../../core/policy/index.js';
import type { monitor } from '../../../core/policy/open-sections/index.js';
import { type DeclaredBand, declaredCalibration } from '../../../core/policy/open-sections/monitor-parts/index.js';
import type { Moment } from '../../monitor-panes/index.js';
import { meanClaims } from './means.js';
import type { MeanWatch, Unwatched, WatchDraft } from './types.js';

type Section = NonNullable<ReturnType<typeof monitor.of>>;

/** The moments of label minus score in each band of scores that a policy has watched, and a watch of each. */
export function calibrationWatches(
  section: Section['calibration'],
  { data }: Pick<Policy, 'data'>,
  firstMoment: number,
): {
  readonly moments: readonly Moment[];
  readonly watches: readonly WatchDraft<MeanWatch>[];
  readonly unwatched: readonly Unwatched[];
} {
  if (section === undefined) return { moments: [], watches: [], unwatched: [] };
  const not = uncountable(data);
  if (not !== null) return { moments: [], watches: [], unwatched: [{ requirement: 'calibration', ...not }] };
  const { bands, tolerance, by, severity } = declaredCalibration(section);
  return {
    moments: bands.map((band): Moment => ({ of: { kind: 'calibration', band }, ...rangeOf(band) })),
    watches: bands.map((band, i): WatchDraft<MeanWatch> => {
      const range = rangeOf(band);
      const component = `${band.from}-${band.to}`;
      // A side that no label can break is no claim.
      const bound = {
        ...(tolerance < band.to ? { min: -tolerance } : {}),
        ...(tolerance < 1 - band.from ? { max: tolerance } : {}),
      };
      return {
        ...{ kind: 'means', id: `calibration:${component}`, requirement: 'calibration', component },
        ...{ metric: null, quality: null, by, phase: 'labels', compare: 'value', reference: { kind: 'none' } },
        ...{ bound, severity: severity === 'block' ? 'page' : 'ticket', moment: firstMoment + i, range },
        band: { from: band.from, to: band.to },
        hypotheses: meanClaims({ compare: 'value', ...bound, oneSided: false, range }),
      };
    }),
    unwatched: [],
  };
}

/** Why label minus score cannot be counted; null where it can. */
function uncountable(data: Policy['data']): Omit<Unwatched, 'requirement'> | null {
  if (data.weight !== null)
    return {
      reason: 'rows are weighted (data.weight), and evidence counts each decision once',
      instead: 'Watch decisions as they are made, without weights.',
    };
  const seen = seenForWords(data);
  return seen === null
    ? null
    : {
        reason: `label minus score needs the labels of everyone, and labels are seen only for the ${seen} prediction (data.label.seenFor)`,
        instead: 'Watch the predictive value of the prediction whose labels are seen, or drift of the score.',
      };
}

/** Between what label minus score lies in a band. */
const rangeOf = ({ from, to }: DeclaredBand): { from: number; to: number } => ({
  from: to === 0 ? 0 : -to,
  to: 1 - from,
});
