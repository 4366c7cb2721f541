import { type Margins, promiseOf } from './answer.js';
import type { Judged } from './judge-candidate.js';
import type { Shortlisted } from './result.js';

/** Candidates that are looked at closely: the more, the more each has to show. */
const MOST = 3;
/** Standard errors by which a candidate may seem to be none and still be looked at. */
const HOPELESS = -1;

/** The candidates that promise most on the choosing part; none twice under another name. */
export function chooseShortlist(eligible: readonly Judged[], margins: Margins): Judged[] {
  const ranked = eligible
    .map((one) => ({ one, promise: promiseOf(one.choose!.against!, margins) }))
    .filter((entry) => entry.promise > HOPELESS)
    .sort((a, b) => b.promise - a.promise || (a.one.spec.id < b.one.spec.id ? -1 : 1));
  const picked: Judged[] = [];
  for (const { one } of ranked) {
    if (picked.length === MOST) break;
    if (!picked.some(({ predictions }) => predictions.every((value, i) => value === one.predictions[i])))
      picked.push(one);
  }
  return picked;
}

/** Whether another is at least as good in quality, gap and people moved on the choosing part, and better in one. */
export const isBeaten = ({ choose }: Judged, all: readonly Judged[]): boolean =>
  all.some(({ choose: other }) => {
    const gains = [other!.quality - choose!.quality, choose!.distance - other!.distance, choose!.moved - other!.moved];
    return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0);
  });

/** What one of the shortlist is chosen by. */
interface Choosable extends Pick<Shortlisted, 'id' | 'isShown' | 'levelsDown' | 'requirements'> {
  /** Its gap on the choosing part, as a distance from none. */
  readonly distance: number;
}

/**
 * Of those that are shown the one that makes the fewest blocking requirements fail, then one that does not level down, then that with the smallest
 * gap on the choosing part. Each that is shown is an alternative by itself, so that the choice among them makes no answer wrong.
 */
export function bestShown(shortlist: readonly Choosable[]): string | null {
  const fails = ({ requirements }: Choosable): number =>
    requirements.filter(({ severity, verdict }) => severity === 'block' && verdict === 'fail').length;
  const [best] = shortlist
    .filter(({ isShown }) => isShown)
    .sort((a, b) => fails(a) - fails(b) || Number(a.levelsDown) - Number(b.levelsDown) || a.distance - b.distance);
  return best?.id ?? null;
}
