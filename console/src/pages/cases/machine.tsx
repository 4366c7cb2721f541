import { formatNumber } from 'tribune/charts';
import type { CaseReading } from '../../api/cases.js';
import { Digest } from '../../parts/digest.js';
import { Section } from '../../parts/page.js';
import { Time } from '../../parts/time.js';
import { Badge, Name } from '../../parts/words.js';
import { ORIGIN_NAMES, outcomeText, QUEUE_NAMES } from './words.js';

type Revealed = Exclude<CaseReading, { readonly stage: 'blind' | 'ended' }>;

/** What was hidden until the view was committed. */
export function Machine({ of }: { readonly of: Revealed }) {
  const { scale, outcome, view, score, cutoff, version, statement } = of;
  const isSame = view.outcome === outcome;
  return (
    <Section title="What was decided">
      <dl className="facts">
        <dt>The decision</dt>
        <dd>
          <strong>{outcomeText(scale, outcome)}</strong>{' '}
          <Badge look={isSame ? '' : 'care'} glyph={isSame ? '–' : '◆'}>
            {isSame ? 'as in your view' : 'other than your view'}
          </Badge>
        </dd>
        <dt>Your view</dt>
        <dd>
          {outcomeText(scale, view.outcome)}: <bdi className="lines">{view.reason}</bdi>
        </dd>
        <dt>How sure the machine is</dt>
        <dd>{certainty(score, cutoff)}</dd>
        <dt>Decided</dt>
        <dd>
          <Time at={of.decidedAt} />, {of.route}, by <Name>{of.deployment}</Name>
          {version === null ? '' : ', version '}
          {version === null ? null : <Digest of={version} />}
        </dd>
        <dt>Why it is a case</dt>
        <dd>
          {ORIGIN_NAMES[of.origin as keyof typeof ORIGIN_NAMES] ?? of.origin} (
          {QUEUE_NAMES[of.queue as keyof typeof QUEUE_NAMES] ?? of.queue})
          {of.highImpact ? '; of high impact, so a panel decides' : ''}
          {of.part === 'panel' ? '; you are a member of the panel' : ''}
        </dd>
        {statement === null || statement === '' ? null : (
          <>
            <dt>What the person says</dt>
            <dd>
              <bdi className="lines veiled">{statement}</bdi>
            </dd>
          </>
        )}
      </dl>
    </Section>
  );
}

/** How far a score is from the cutoff. One score has no interval: how sure a model is of one person is not known from it. */
function certainty(score: number | null, cutoff: number | null): string {
  if (score === null) return 'no score was recorded';
  if (cutoff === null) return `its score is ${formatNumber(score)}; the cutoff was not recorded`;
  const gap = Math.abs(score - cutoff);
  const side = score >= cutoff ? 'at or above' : 'below';
  const near =
    gap < NEAR ? 'close to it: a small change of the inputs may turn it' : `${formatNumber(gap)} away from it`;
  return `its score ${formatNumber(score)} is ${side} the cutoff ${formatNumber(cutoff)}, ${near}`;
}

/** A score this near to the cutoff is called close; ours. */
const NEAR = 0.05;
