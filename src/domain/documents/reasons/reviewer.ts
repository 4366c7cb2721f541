import { percentText } from '../../../core/base/percent-text.js';
import { type ReviewerView, shownOnFile } from '../../../core/explain/index.js';
import { h, type Markup, p } from '../../pages/parts/index.js';
import { besideCutoff, letter, list, rounded, section, shown, table } from './parts.js';

/** The page for a reviewer: data on file come first, and the machine's result only when the reviewer opens it. */
export function reviewerPage(view: ReviewerView): string {
  const inputs = view.inputs.map((value) => [
    value.label,
    shown(shownOnFile(value), value.unit),
    value.source ?? 'not stated',
  ]);
  // Native disclosure is closed until the reviewer opens it, works without scripts and is reachable by keyboard.
  const hidden = h(
    'details',
    {},
    h('summary', {}, 'I have noted my own view; show what the machine said'),
    ...machineParts(view),
  );
  return letter(
    'en',
    `Review of row ${view.index}`,
    section('inputs', 'What is on file', table('Inputs', ['What', 'Value', 'Source'], inputs)),
    section('machine', 'What the machine said', hidden),
  );
}

function machineParts(view: ReviewerView): (Markup | null)[] {
  const { decision } = view;
  const side = decision.accept === 'above' ? 'at or above' : 'below';
  const scoreName =
    view.rawScale === 'score' ? 'Score' : decision.scale === 'raw' ? `Score (${view.rawScale})` : 'Published score';
  const contributions = view.contributions.map(({ family, value, share }) => [
    family,
    rounded(value),
    share === null ? '' : percentText(share, 0),
  ]);
  return [
    p(`${scoreName} ${besideCutoff(view.score, decision.cutoff)}; accepted ${side} ${decision.cutoff}.`),
    view.flags.length === 0 ? null : list(view.flags.map((flag) => [flag])),
    table(
      'What each family of facts did to the score',
      ['Family', view.rawScale === 'score' ? 'In favour' : `In favour (${view.rawScale})`, 'Share of the loss'],
      contributions,
    ),
    rawSentence(view),
    table('Nearest cases', ['Outcome', 'Case', scoreName, 'Distance'], nearestCases(view)),
    view.ruleHits.length === 0 ? null : p(`Rules that denied: ${view.ruleHits.join(', ')}.`),
    p(`To decide against the machine, state one of: ${view.overrideReasons.join(', ')}.`),
  ];
}

const nearestCases = ({ similar, decision }: ReviewerView): string[][] =>
  (['approved', 'denied'] as const).flatMap((outcome) =>
    similar[outcome].map((near) => [
      outcome,
      `row ${near.index}`,
      besideCutoff(near.score, decision.cutoff),
      rounded(near.distance),
    ]),
  );

/** Says that contributions are on the raw scale, where the cutoff is on another. */
function rawSentence({ raw, rawScale, decision }: ReviewerView): Markup | null {
  if (raw === null) return null;
  const scale =
    rawScale === 'score'
      ? 'Together'
      : `They are on the raw scale (${rawScale}), ${decision.scale === 'raw' ? 'as the cutoff is' : 'not on that of the cutoff'}. Together`;
  return p(
    `${scale} they make the difference between ${rounded(raw.baseline)}, the mean of those compared with, and ${rounded(raw.score)}, the score of this person.`,
  );
}
